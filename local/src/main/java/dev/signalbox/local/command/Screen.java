package dev.signalbox.local.command;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

import dev.signalbox.local.command.ContainerLine.Said;
import dev.signalbox.local.command.Terminal.Tone;

/** Shows a run as it happens, told by the events of the bus, the builds' logs and the message that people get. */
final class Screen {

    /** A metric's name, its sum, and its unit as CloudWatch names it. */
    record Metric(String name, double sum, String unit) { }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNKNOWN_BUILD = "build";
    private static final String SUCCEEDED = "SUCCEEDED";
    /** Under the time stamps. */
    private static final String INDENT = " ".repeat(10);
    /** What AWS puts under each email begins with it. */
    private static final String FOOTER = "\n--\n";
    /** Phases that no build's log tells of. */
    private static final List<String> UNLOGGED = List.of("SUBMITTED", "QUEUED", "PROVISIONING");

    /** How far a build's log has been read. */
    private static final class Reading {
        private @Nullable Instant phaseBegan;
        private boolean phaseHasCommands;
    }

    private final Terminal terminal;
    private final Instant began = Instant.now();
    private final Map<String, String> buildNames = new ConcurrentHashMap<>();
    private final Map<String, Reading> readings = new ConcurrentHashMap<>();
    private volatile int widest = UNKNOWN_BUILD.length();

    Screen(Terminal terminal) {
        this.terminal = terminal;
    }

    /** What is built, and where it is from. */
    void source(Source source, String repositoryPath) {
        terminal.line(terminal.in(Tone.STRONG, source.name()) + "  " + terminal.in(Tone.FAINT, Terminal.clean(repositoryPath)));
        terminal.line("%s  %s  %s%s".formatted(Terminal.clean(source.branch()), source.commit().substring(0, 7),
                Terminal.clean(source.title()),
                terminal.in(Tone.FAINT, source.base().map(base -> ", on top of " + base.substring(0, 7))
                        .orElse(", by " + Terminal.clean(source.author())))));
        if (source.uncommitted() > 0) {
            terminal.line(terminal.in(Tone.UNSURE, "%d uncommitted %s not part of it".formatted(
                    source.uncommitted(), source.uncommitted() == 1 ? "change is" : "changes are")));
        }
        terminal.line("");
    }

    void step(String what) {
        terminal.line(stamp() + what);
    }

    /** An event of the bus, with the template's names of the rules that it matched. */
    void event(JsonNode event, List<String> rules) {
        JsonNode detail = event.path("detail");
        switch (event.path("detail-type").asText()) {
            case "CodeCommit Repository State Change" -> step("%s: %s %s %s".formatted(
                    rules.isEmpty() ? "no rule matched" : "matched " + terminal.in(Tone.STRONG, String.join(", ", rules)),
                    detail.path("event").asText(), detail.path("referenceType").asText(),
                    Terminal.clean(detail.path("referenceName").asText())));
            case "Step Functions Execution Status Change" -> execution(detail);
            case "CodeBuild Build State Change" -> buildNames.computeIfAbsent(streamOf(detail), _ -> nameOf(detail));
            case "CodeBuild Build Phase Change" -> phase(detail);
            default -> { }
        }
    }

    /** An event of a build's log. */
    void output(String streamPath, String text) {
        String stream = streamPath.substring(streamPath.lastIndexOf('/') + 1);
        String name = buildNames.getOrDefault(stream, UNKNOWN_BUILD);
        ContainerLine.of(text).ifPresentOrElse(line -> logged(name, readings.computeIfAbsent(stream, _ -> new Reading()), line),
                () -> under(name, terminal.printed(text)));
    }

    /** The verdict, and the message as a subscriber gets it. */
    void told(String verdict, String subject, String text) {
        terminal.line("");
        terminal.line(stamp() + terminal.in(toneOf(verdict), terminal.in(Tone.STRONG, verdict.toUpperCase(Locale.ROOT))));
        terminal.line("");
        terminal.line(terminal.in(Tone.FAINT, "The message, as a subscriber gets it by email (without the footer that AWS adds):"));
        terminal.line("");
        ("Subject: " + subject + "\n\n" + withoutFooter(text)).lines()
                .forEach(line -> terminal.line((terminal.in(Tone.FAINT, "  |") + " " + terminal.printed(line)).stripTrailing()));
    }

    /** The run's metrics. */
    void metrics(List<Metric> metrics) {
        terminal.line("");
        terminal.line(terminal.in(Tone.FAINT, "The metrics, in CloudWatch under Signalbox:"));
        terminal.line("");
        metrics.stream().filter(metric -> metric.sum() != 0)
                .forEach(metric -> terminal.line("  %-16s %s".formatted(metric.name(), number(metric))));
        String zeros = metrics.stream().filter(metric -> metric.sum() == 0).map(Metric::name).collect(Collectors.joining(", "));
        if (!zeros.isEmpty()) {
            terminal.line(terminal.in(Tone.FAINT, "  0: " + zeros));
        }
    }

    /** An email's text without what AWS puts under each: how to unsubscribe. */
    static String withoutFooter(String text) {
        int footer = text.lastIndexOf(FOOTER);
        return (footer < 0 ? text : text.substring(0, footer)).stripTrailing();
    }

    /** How long something took, as short as it is exact: {@code 0.4 s}, {@code 34 s}, {@code 2 min 5 s}. */
    static String duration(Duration took) {
        long tenths = (took.toMillis() + 50) / 100;
        if (tenths < 100) {
            return "%d.%d s".formatted(tenths / 10, tenths % 10);
        }
        long seconds = Math.round(took.toMillis() / 1000.0);
        return seconds < 60 ? seconds + " s" : "%d min %d s".formatted(seconds / 60, seconds % 60);
    }

    private void execution(JsonNode detail) {
        if (!detail.path("status").asText().equals("RUNNING")) {
            return;
        }
        JsonNode input = read(detail.path("input").asText());
        step("run " + detail.path("name").asText());
        widest = input.path("reasons").valueStream().mapToInt(reason -> reason.path("build").asText().length()).max().orElse(widest);
        input.path("reasons").forEach(reason -> terminal.line("%s%s  %s: %s".formatted(INDENT, padded(reason.path("build").asText()),
                reason.path("runs").asBoolean() ? "is built" : "is left out", Terminal.clean(reason.path("reason").asText()))));
        if (input.has("refusal")) {
            input.at("/refusal/reason").asText().lines()
                    .forEach(line -> terminal.line(INDENT + terminal.in(Tone.BAD, Terminal.clean(line))));
        }
    }

    /** The phases before a build has its log are told by their events, where they took a while or went wrong. */
    private void phase(JsonNode detail) {
        String phase = detail.path("completed-phase").asText();
        String status = detail.path("completed-phase-status").asText();
        Duration took = Duration.ofMillis(Math.round(1000 * detail.path("completed-phase-duration-seconds").asDouble()));
        boolean wrong = !status.equals(SUCCEEDED);
        if (UNLOGGED.contains(phase) && (wrong || took.toSeconds() > 0) || phase.equals("FINALIZING") && wrong) {
            ended(nameOf(detail), phase, status, took);
            if (wrong) {
                detail.path("completed-phase-context").asText().lines().filter(line -> !line.equals("[]"))
                        .forEach(line -> under(nameOf(detail), terminal.in(Tone.BAD, terminal.printed(line))));
            }
        }
    }

    private void logged(String name, Reading reading, ContainerLine line) {
        Instant since = reading.phaseBegan;
        if (since == null) {
            since = line.time();
            reading.phaseBegan = since;
        }
        switch (line.said()) {
            case Said.Command(String text) -> {
                reading.phaseHasCommands = true;
                text.lines().forEach(command -> under(name, terminal.in(Tone.STRONG, "$ " + terminal.printed(command))));
            }
            case Said.PhaseEnded(String phase, String status) -> {
                Duration took = Duration.between(since, line.time());
                if (reading.phaseHasCommands || !status.equals(SUCCEEDED) || took.toSeconds() > 0) {
                    ended(name, phase, status, took);
                }
                reading.phaseBegan = line.time();
                reading.phaseHasCommands = false;
            }
            case Said.Reason(String message) ->
                    message.lines().forEach(part -> under(name, terminal.in(Tone.BAD, terminal.printed(part))));
            case Said.Note(String text) -> text.lines().forEach(part ->
                    under(name, terminal.in(text.startsWith("WARNING") ? Tone.UNSURE : Tone.FAINT, terminal.printed(part))));
            case Said.Nothing _ -> { }
        }
    }

    private void ended(String name, String phase, String status, Duration took) {
        boolean succeeded = status.equals(SUCCEEDED);
        step("%s  %s %s%s".formatted(padded(name), phase, terminal.in(succeeded ? Tone.GOOD : Tone.BAD, status.toLowerCase(Locale.ROOT)),
                took.toMillis() < 50 ? "" : " in " + duration(took)));
    }

    private void under(String name, String text) {
        terminal.line((INDENT + terminal.in(Tone.FAINT, padded(name) + " |") + " " + text).stripTrailing());
    }

    private String padded(String name) {
        return name + " ".repeat(Math.max(0, widest - name.length()));
    }

    private static String nameOf(JsonNode detail) {
        return detail.at("/additional-information/environment/environment-variables").valueStream()
                .filter(variable -> variable.path("name").asText().equals("SIGNALBOX_BUILD"))
                .map(variable -> variable.path("value").asText()).findFirst().orElse(UNKNOWN_BUILD);
    }

    private static String streamOf(JsonNode detail) {
        String id = detail.path("build-id").asText();
        return id.substring(id.lastIndexOf(':') + 1);
    }

    private static Tone toneOf(String verdict) {
        return switch (verdict) {
            case "passed" -> Tone.GOOD;
            case "failed", "errored" -> Tone.BAD;
            default -> Tone.UNSURE;
        };
    }

    private String stamp() {
        Duration since = Duration.between(began, Instant.now());
        return terminal.in(Tone.FAINT, String.format(Locale.ROOT, "%6.1f s", since.toMillis() / 1000.0)) + "  ";
    }

    private static String number(Metric metric) {
        return switch (metric.unit()) {
            case "Seconds" -> duration(Duration.ofMillis(Math.round(1000 * metric.sum())));
            case "Milliseconds" -> duration(Duration.ofMillis(Math.round(metric.sum())));
            default -> metric.sum() == Math.rint(metric.sum()) ? String.valueOf((long) metric.sum())
                    : String.format(Locale.ROOT, "%.1f", metric.sum());
        };
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException _) {
            return JSON.missingNode();
        }
    }
}
