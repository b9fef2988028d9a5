package dev.signalbox.local.command;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.local.command.Terminal.Tone;

/** Shows a run as it happens, told by the events of the bus, the builds' logs and the message that people get. */
final class Screen {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNKNOWN_BUILD = "build";

    private final Terminal terminal;
    private final Instant began = Instant.now();
    private final Map<String, String> buildNames = new ConcurrentHashMap<>();

    Screen(Terminal terminal) {
        this.terminal = terminal;
    }

    void source(Source source, String repositoryPath) {
        terminal.line(terminal.in(Tone.STRONG, source.name()) + "  " + repositoryPath);
        terminal.line("%s  %s  %s (%s)".formatted(source.branch(), source.commit().substring(0, 7), clean(source.title()), clean(source.author())));
        if (source.uncommitted() > 0) {
            terminal.line(terminal.in(Tone.UNSURE, "%d uncommitted %s not part of it".formatted(
                    source.uncommitted(), source.uncommitted() == 1 ? "change is" : "changes are")));
        }
        terminal.line("");
    }

    void step(String what) {
        terminal.line(stamp() + what);
    }

    /** An event of the bus, with the rules that it matched. */
    void event(JsonNode event, List<String> rules) {
        JsonNode detail = event.path("detail");
        switch (event.path("detail-type").asText()) {
            case "CodeCommit Repository State Change" -> step("%s %s: %s".formatted(detail.path("event").asText(),
                    detail.path("referenceName").asText(), rules.isEmpty() ? "no rule matched" : "rule " + String.join(", ", rules) + " matched"));
            case "Step Functions Execution Status Change" -> execution(detail);
            case "CodeBuild Build State Change" -> buildNames.computeIfAbsent(streamOf(detail), _ -> nameOf(detail));
            case "CodeBuild Build Phase Change" -> phase(detail);
            default -> { }
        }
    }

    /** A line of a build's log. */
    void output(String stream, String line) {
        String name = buildNames.getOrDefault(stream.substring(stream.lastIndexOf('/') + 1), UNKNOWN_BUILD);
        String text = line.stripTrailing();
        terminal.line("  %s %s".formatted(terminal.in(Tone.FAINT, name + " |"),
                text.startsWith("[Container]") ? terminal.in(Tone.FAINT, text) : text));
    }

    /** The verdict, and the message as a subscriber gets it. */
    void told(String verdict, String subject, String text) {
        terminal.line("");
        terminal.line(stamp() + terminal.in(toneOf(verdict), terminal.in(Tone.STRONG, verdict)));
        terminal.line("");
        terminal.line(terminal.in(Tone.FAINT, "The message, as a subscriber gets it by email:"));
        terminal.line(terminal.in(Tone.FAINT, "  | ") + "Subject: " + subject);
        terminal.line(terminal.in(Tone.FAINT, "  |"));
        text.lines().forEach(line -> terminal.line(terminal.in(Tone.FAINT, "  | ") + line));
    }

    /** The run's metrics: a name and a value each. */
    void metrics(Map<String, Double> values) {
        terminal.line("");
        terminal.line(terminal.in(Tone.FAINT, "Metrics, in CloudWatch under Signalbox:"));
        values.forEach((name, value) -> terminal.line("  %-16s %s".formatted(name, number(value))));
    }

    private void execution(JsonNode detail) {
        if (!detail.path("status").asText().equals("RUNNING")) {
            return;
        }
        JsonNode input = read(detail.path("input").asText());
        step("run " + detail.path("name").asText());
        input.path("reasons").forEach(reason -> terminal.line("           %s %s: %s".formatted(
                reason.path("runs").asBoolean() ? "builds" : "leaves", reason.path("build").asText(), clean(reason.path("reason").asText()))));
    }

    private void phase(JsonNode detail) {
        String status = detail.path("completed-phase-status").asText();
        String seconds = detail.path("completed-phase-duration-seconds").asText();
        step("%s  %-17s %s%s".formatted(nameOf(detail), detail.path("completed-phase").asText(),
                terminal.in(status.equals("SUCCEEDED") ? Tone.GOOD : Tone.BAD, status), seconds.isEmpty() ? "" : "  " + seconds + " s"));
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
        return terminal.in(Tone.FAINT, String.format(Locale.ROOT, "%6.1f s  ", since.toMillis() / 1000.0));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.format(Locale.ROOT, "%.1f", value);
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException _) {
            return JSON.missingNode();
        }
    }

    /** Text of others, without what would steer the terminal. */
    private static String clean(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
