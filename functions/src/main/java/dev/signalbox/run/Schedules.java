package dev.signalbox.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

/** The schedules of repositories in EventBridge Scheduler. What may pass, such as throttling, is thrown unchecked. */
public interface Schedules {

    /**
     * A time at which something of a repository is to be built.
     *
     * @param expression as EventBridge Scheduler takes it: {@code cron(0 3 ? * MON-FRI *)} or {@code rate(6 hours)}
     * @param timezone an IANA name
     * @param branch whose tip is to be built; empty for the repository's default branch
     */
    record Slot(String expression, String timezone, String branch) {
    }

    /**
     * What was done to schedules, by their names.
     *
     * @param refused expressions that Scheduler does not take, and why
     */
    record Kept(List<String> created, List<String> updated, List<String> deleted, SortedMap<String, String> refused) {

        /** In words; empty if there was nothing to do. */
        public String words() {
            List<String> words = new ArrayList<>();
            add(words, "created", created);
            add(words, "updated", updated);
            add(words, "deleted", deleted);
            words.addAll(refusals());
            return words.isEmpty() ? "" : "schedules: " + String.join("; ", words);
        }

        /** What was refused, in words. */
        List<String> refusals() {
            return refused.entrySet().stream().map(one -> "%s was refused: %s".formatted(one.getKey(), one.getValue())).toList();
        }

        private static void add(List<String> words, String what, List<String> names) {
            if (!names.isEmpty()) {
                words.add(what + " " + String.join(", ", names));
            }
        }
    }

    /**
     * Makes a repository's schedules equal to its slots: those that are new are created, those that differ updated, those that no slot
     * asks for any longer deleted.
     *
     * @param slots equal ones are one schedule
     */
    Kept keep(String repository, Collection<Slot> slots);
}
