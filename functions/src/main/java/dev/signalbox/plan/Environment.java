package dev.signalbox.plan;

import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.signalbox.rules.When.Kind;
import dev.signalbox.trigger.Trigger;

/** What every build of a run finds in its environment, so that it knows why it runs. What is not known is not set. */
final class Environment {

    /** In bytes of UTF-8; CodeBuild refuses a variable of more than 4,096 characters. */
    static final int LONGEST_PATHS = 4_000;

    private Environment() {
    }

    static SortedMap<String, String> of(Subject subject, Facts facts, String run) {
        SortedMap<String, String> env = new TreeMap<>();
        env.put("SIGNALBOX_RUN", run);
        env.put("SIGNALBOX_ATTEMPT", String.valueOf(subject.attempt()));
        env.put("SIGNALBOX_TRIGGER", subject.kind().word());
        env.put("SIGNALBOX_BRANCH", branch(subject));
        env.put("SIGNALBOX_TAG", subject.tag());
        env.put("SIGNALBOX_COMMIT", subject.commit());
        env.put("SIGNALBOX_PREVIOUS_COMMIT", subject.previousCommit());
        env.put("SIGNALBOX_PULL_REQUEST", subject.trigger() instanceof Trigger.OnPullRequest trigger ? trigger.pullRequest().id() : "");
        env.put("SIGNALBOX_ACTOR", subject.trigger().origin().actor());
        if (facts.changes() instanceof Changes.Known(var paths)) {
            env.put("SIGNALBOX_CHANGED_PATHS", listed(paths));
            env.put("SIGNALBOX_CHANGED_PATHS_COUNT", String.valueOf(paths.size()));
        }
        env.values().removeIf(String::isEmpty);
        return env;
    }

    /** The branch whose commits are built: of a pull request, the one it comes from. */
    private static String branch(Subject subject) {
        return subject.kind() == Kind.PULL_REQUEST && subject.trigger() instanceof Trigger.OnPullRequest trigger
                ? Names.branch(trigger.pullRequest().source()) : subject.branch();
    }

    /** Whole paths, one a line, as many as there is room for; a path with a line break in it has no place in a list of lines. */
    private static String listed(Iterable<String> paths) {
        StringBuilder list = new StringBuilder();
        int bytes = 0;
        for (String path : paths) {
            if (path.indexOf('\n') >= 0 || path.indexOf('\r') >= 0) {
                continue;
            }
            bytes += path.getBytes(StandardCharsets.UTF_8).length + 1;
            if (bytes > LONGEST_PATHS) {
                break;
            }
            list.append(list.isEmpty() ? "" : "\n").append(path);
        }
        return list.toString();
    }
}
