package dev.signalbox.verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * One build as CodeBuild describes it.
 *
 * @param id        CodeBuild's id, {@code project:uuid}
 * @param name      the plan's name for it, from its variable {@code SIGNALBOX_BUILD}; empty when it has none
 * @param number    its number within the project, from 1; 0 when CodeBuild gave none
 * @param ended     how it ended; null while it is in progress
 * @param phases    in the order CodeBuild went through them
 * @param startedAt when it was submitted; null when unknown
 * @param endedAt   null while it is in progress
 * @param logs      null when it has written none to CloudWatch Logs
 * @param reports   the ARNs of its reports
 */
public record Build(String id, String name, long number, @Nullable Outcome ended, List<Phase> phases, @Nullable Instant startedAt,
        @Nullable Instant endedAt, @Nullable Logs logs, List<String> reports) {

    private static final Set<String> BAD_ENDS = Set.of("FAILED", "FAULT", "TIMED_OUT", "STOPPED", "CLIENT_ERROR");

    public Build {
        phases = List.copyOf(phases);
        reports = List.copyOf(reports);
    }

    /**
     * One phase.
     *
     * @param type    CodeBuild's phase type: {@code INSTALL}, {@code BUILD} ...
     * @param status  CodeBuild's status of the phase; empty for one that has none, such as {@code COMPLETED}
     * @param message what CodeBuild says of its end; empty when nothing
     */
    public record Phase(String type, String status, String message) {

        /** What the AWS documentation's samples and recorded builds show for a command that ended badly. */
        private static final Pattern COMMAND = Pattern.compile("Error while executing command: (.*)\\. Reason: (.*)", Pattern.DOTALL);

        /** The command that ended the phase; empty when it was none. */
        public Optional<String> command() {
            Matcher matcher = COMMAND.matcher(message);
            return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
        }

        /** Why the command ended the phase ("exit status 3"), or else the whole message. */
        public String cause() {
            Matcher matcher = COMMAND.matcher(message);
            return matcher.matches() ? matcher.group(2) : message;
        }
    }

    /** Where its log is, and the console's link to it. */
    public record Logs(String group, String stream, String url) {
    }

    /** The first phase that ended badly. */
    public Optional<Phase> failedPhase() {
        return phases.stream().filter(phase -> BAD_ENDS.contains(phase.status())).findFirst();
    }

    /** From its submission to its end, once it has ended. */
    public Optional<Duration> took() {
        return startedAt == null || endedAt == null ? Optional.empty() : Optional.of(Duration.between(startedAt, endedAt));
    }
}
