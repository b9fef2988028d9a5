package dev.signalbox.local.command;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line that CodeBuild itself writes into a build's log: {@code [Container] 2026/11/23 09:00:00.000000 Running command ...}. */
record ContainerLine(Instant time, Said said) {

    /** What the line tells. */
    sealed interface Said {
        /** A command begins. */
        record Command(String text) implements Said { }

        /** A phase is over. */
        record PhaseEnded(String phase, String status) implements Said { }

        /** Why the phase that just ended did not succeed. */
        record Reason(String message) implements Said { }

        /** What a reader may want to know, such as a runtime that was chosen. */
        record Note(String text) implements Said { }

        /** Bookkeeping. */
        record Nothing() implements Said { }
    }

    private static final Pattern FORM = Pattern.compile(
            "\\[Container] (\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?) (.*)", Pattern.DOTALL);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss[.SSSSSS]");
    private static final Pattern PHASE_ENDED = Pattern.compile("Phase complete: (\\S+) State: (\\S+)");
    private static final Pattern REASON = Pattern.compile("Phase context status code: (\\S*) Message: ?(.*)", Pattern.DOTALL);
    private static final Pattern BOOKKEEPING = Pattern.compile(
            "Waiting for .*|Phase is .*|CODEBUILD_SRC_DIR=.*|YAML location is .*|Processing environment variables|Moving to directory .*"
                    + "|Phases found in YAML: .*| [A-Z_]+: \\d+ commands|Entering phase .*|Command did not exit successfully .*",
            Pattern.DOTALL);
    private static final String COMMAND = "Running command ";

    /** @return empty when the build itself printed the line */
    static Optional<ContainerLine> of(String line) {
        Matcher form = FORM.matcher(line);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            Instant time = LocalDateTime.parse(form.group(1), TIME).toInstant(ZoneOffset.UTC);
            return Optional.of(new ContainerLine(time, said(form.group(2).stripTrailing())));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static Said said(String text) {
        Matcher ended = PHASE_ENDED.matcher(text);
        if (ended.matches()) {
            return new Said.PhaseEnded(ended.group(1), ended.group(2));
        }
        Matcher reason = REASON.matcher(text);
        if (reason.matches()) {
            return reason.group(1).isEmpty() ? new Said.Nothing() : new Said.Reason(reason.group(2));
        }
        if (text.startsWith(COMMAND)) {
            return new Said.Command(text.substring(COMMAND.length()));
        }
        return BOOKKEEPING.matcher(text).matches() ? new Said.Nothing() : new Said.Note(text);
    }
}
