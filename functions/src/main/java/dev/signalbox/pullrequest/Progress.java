package dev.signalbox.pullrequest;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import dev.signalbox.tell.PlainText;
import dev.signalbox.verdict.Outcome;

/**
 * How far a check is. Reasons are kept as one line of at most {@value #REASON} characters; a log's page that is not {@code https}, or
 * longer than {@value #LOG} characters, is not kept.
 */
public sealed interface Progress {

    int REASON = 160;
    int LOG = 500;

    /** It is not over yet. */
    sealed interface Unfinished extends Progress {
    }

    /** Its build has not begun. */
    record Waiting() implements Unfinished {
    }

    /**
     * Its build is at work.
     *
     * @param phase CodeBuild's word for the phase it is in, such as {@code INSTALL}; empty when it is not known
     * @param build CodeBuild's id
     * @param log the console's page of its log; empty while there is none
     * @param started when CodeBuild began it: a build that ended by CodeBuild's own fault is begun anew; the epoch when it is not known
     */
    record Running(String phase, String build, String log, Instant started) implements Unfinished {

        /** CodeBuild's phases, in their order. */
        private static final List<String> PHASES = List.of("", "SUBMITTED", "QUEUED", "PROVISIONING", "DOWNLOAD_SOURCE", "INSTALL",
                "PRE_BUILD", "BUILD", "POST_BUILD", "UPLOAD_ARTIFACTS", "FINALIZING", "COMPLETED");

        public Running {
            phase = PlainText.line(phase, 20);
            log = page(log);
        }

        /** Of which it is not known when it began. */
        public Running(String phase, String build, String log) {
            this(phase, build, log, Instant.EPOCH);
        }

        /** The phase as people read it, {@code pre build}; empty when it is none that CodeBuild has. */
        String phaseInWords() {
            return PHASES.contains(phase) ? phase.toLowerCase(Locale.ROOT).replace('_', ' ') : "";
        }

        /** Whether it is further than another: of a build that began later, or in a later phase, or at the same with a log. */
        boolean isAfter(Running other) {
            int further = PHASES.indexOf(phase) - PHASES.indexOf(other.phase);
            return build.equals(other.build) ? further > 0 || further == 0 && other.log.isEmpty() && !log.isEmpty()
                    : !started.isBefore(other.started);
        }
    }

    /**
     * Its build ended.
     *
     * @param passed whether it succeeded and its reports meet its gate
     * @param reason why it did not pass, in one line; empty where nothing is known
     * @param seconds how long it took
     * @param build CodeBuild's id; empty when it never started
     * @param log the console's page of its log; empty where there is none
     */
    record Ended(Outcome outcome, boolean passed, String reason, long seconds, String build, String log) implements Progress {

        public Ended {
            reason = PlainText.line(reason, REASON);
            log = page(log);
        }
    }

    /** The rules ask for it only where other files change. It counts as passed. */
    record NotNeeded(String reason) implements Progress {

        public NotNeeded {
            reason = PlainText.line(reason, REASON);
        }
    }

    /**
     * Somebody who may do so said that it need not run. It counts as passed.
     *
     * @param by who, as {@code user/ada}
     */
    record Skipped(String by, String reason) implements Progress {

        public Skipped {
            by = PlainText.line(by, REASON);
            reason = PlainText.line(reason, REASON);
        }
    }

    /** It reaches more than builds of pull requests do, and waits until somebody but the author approves of this very revision. */
    record NeedsApproval() implements Progress {
    }

    /** Whether it lets the pull request be merged. */
    default boolean isGood() {
        return switch (this) {
            case Ended ended -> ended.passed();
            case NotNeeded _, Skipped _ -> true;
            case Waiting _, Running _, NeedsApproval _ -> false;
        };
    }

    private static String page(String url) {
        return url.startsWith("https://") && url.length() <= LOG && url.chars().allMatch(character -> character > ' ' && character < 0x7f)
                ? url : "";
    }
}
