package dev.signalbox.tell;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.signalbox.verdict.Build;
import dev.signalbox.verdict.BuildResult;
import dev.signalbox.verdict.Outcome;

/**
 * The document for programs, version 1: {@code docs/notification.schema.json} describes it. Members without a value are left
 * out. A document that would be too long loses, in this order: the length of reasons, the logs of builds that succeeded, and
 * builds, those that succeeded or were skipped first; {@code buildsLeftOut} counts them.
 */
final class Document {

    private static final int NAME = 300;
    private static final int URL = 2000;
    private static final int REASON = 2000;
    private static final int SHORT_REASON = 200;

    private Document() {
    }

    /** The document, in at most so many bytes of UTF-8; 20,000 are always enough. */
    static String of(Conclusion conclusion, int bytes) {
        List<BuildResult> builds = conclusion.builds();
        String whole = text(conclusion, builds, REASON, true);
        if (size(whole) <= bytes) {
            return whole;
        }
        String shorter = text(conclusion, builds, SHORT_REASON, true);
        if (size(shorter) <= bytes) {
            return shorter;
        }
        List<BuildResult> told = new ArrayList<>(builds);
        told.sort(Comparator.comparing(build -> build.outcome() == Outcome.SUCCEEDED || build.outcome() == Outcome.SKIPPED));
        while (true) {
            Set<BuildResult> these = Collections.newSetFromMap(new IdentityHashMap<>());
            these.addAll(told);
            List<BuildResult> kept = builds.stream().filter(these::contains).toList();
            String cut = text(conclusion, kept, SHORT_REASON, false);
            if (size(cut) <= bytes || told.isEmpty()) {
                return cut;
            }
            told.subList(told.size() * 9 / 10, told.size()).clear();
        }
    }

    static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String text(Conclusion conclusion, List<BuildResult> builds, int reason, boolean allLogs) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("version", 1);
        document.putObject("run").put("id", conclusion.run().id()).put("arn", conclusion.run().arn())
                .put("url", Links.execution(conclusion.run().arn()));
        put(document, "repository", conclusion.run().repository(), NAME);
        put(document, "branch", conclusion.run().branch(), NAME);
        put(document, "commit", conclusion.run().commit(), NAME);
        put(document, "trigger", conclusion.run().trigger(), NAME);
        put(document, "actor", conclusion.run().actor(), NAME);
        document.put("verdict", conclusion.verdict().word()).put("change", conclusion.change().word());
        put(document, "reason", conclusion.reason(), REASON);
        ArrayNode told = document.putArray("builds");
        builds.forEach(build -> put(told.addObject(), build, reason, allLogs));
        if (builds.size() < conclusion.builds().size()) {
            document.put("buildsLeftOut", conclusion.builds().size() - builds.size());
        }
        return document.toString();
    }

    private static void put(ObjectNode node, BuildResult build, int reason, boolean allLogs) {
        put(node, "name", build.name(), NAME);
        node.put("outcome", build.outcome().name());
        put(node, "id", build.id(), NAME);
        build.details().map(Build::number).filter(number -> number > 0).ifPresent(number -> node.put("number", number));
        build.failedPhase().ifPresent(phase -> node.put("failedPhase", phase.type()));
        put(node, "reason", build.reason(), reason);
        build.details().flatMap(Build::took).ifPresent(took -> node.put("seconds", Math.max(0, took.toSeconds())));
        Build.Logs logs = build.details().map(Build::logs).orElse(null);
        if (logs != null && (allLogs || build.outcome() != Outcome.SUCCEEDED)) {
            ObjectNode place = node.putObject("logs");
            put(place, "group", logs.group(), NAME * 2);
            put(place, "stream", logs.stream(), NAME * 2);
            put(place, "url", logs.url(), URL);
        }
    }

    private static void put(ObjectNode node, String name, String value, int characters) {
        String line = PlainText.line(value, characters);
        if (!line.isEmpty()) {
            node.put(name, line);
        }
    }
}
