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
import dev.signalbox.verdict.Digest;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.TestCounts;

/**
 * The document for programs, version 1: {@code docs/notification.schema.json} describes it. Members without a value are left
 * out. A document that would be too long loses, in this order: failing tests down to five ({@code failingLeftOut} counts those not
 * listed), the length of messages and reasons, the logs of builds that succeeded, builds, those that succeeded or were skipped
 * first ({@code buildsLeftOut} counts them), and in the end all names of tests.
 */
final class Document {

    private static final int NAME = 300;
    private static final int URL = 2000;
    private static final int REASON = 2000;
    private static final int SHORT_REASON = 200;
    private static final int TEST = 200;
    private static final int MESSAGE = 500;
    private static final int[] FAILING = {100, 50, 20, 5};
    private static final int SLOWEST = 5;

    /** How much of a conclusion is told. */
    private record Measure(List<BuildResult> builds, int reason, boolean allLogs, int failing, int message, int slowest) {
    }

    private Document() {
    }

    /** The document, in at most so many bytes of UTF-8; 20,000 are always enough. */
    static String of(Conclusion conclusion, int bytes) {
        List<BuildResult> builds = conclusion.builds();
        for (int failing : FAILING) {
            String whole = text(conclusion, new Measure(builds, REASON, true, failing, MESSAGE, SLOWEST));
            if (size(whole) <= bytes) {
                return whole;
            }
        }
        int few = FAILING[FAILING.length - 1];
        String shorter = text(conclusion, new Measure(builds, SHORT_REASON, true, few, SHORT_REASON, SLOWEST));
        if (size(shorter) <= bytes) {
            return shorter;
        }
        List<BuildResult> told = new ArrayList<>(builds);
        told.sort(Comparator.comparing(build -> build.outcome() == Outcome.SUCCEEDED || build.outcome() == Outcome.SKIPPED));
        while (!told.isEmpty()) {
            Set<BuildResult> these = Collections.newSetFromMap(new IdentityHashMap<>());
            these.addAll(told);
            List<BuildResult> kept = builds.stream().filter(these::contains).toList();
            String cut = text(conclusion, new Measure(kept, SHORT_REASON, false, few, SHORT_REASON, SLOWEST));
            if (size(cut) <= bytes) {
                return cut;
            }
            told.subList(told.size() * 9 / 10, told.size()).clear();
        }
        return text(conclusion, new Measure(List.of(), SHORT_REASON, false, 0, 0, 0));
    }

    static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String text(Conclusion conclusion, Measure measure) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("version", 1);
        document.putObject("run").put("id", conclusion.run().id()).put("arn", conclusion.run().arn())
                .put("url", Links.execution(conclusion.run().arn()));
        put(document, "repository", conclusion.run().repository(), NAME);
        put(document, "branch", conclusion.run().branch(), NAME);
        put(document, "tag", conclusion.run().tag(), NAME);
        conclusion.run().onPullRequest().ifPresent(proposal -> {
            put(document, "pullRequest", proposal.id(), NAME);
            put(document, "source", proposal.source(), NAME);
            put(document, "target", proposal.target(), NAME);
        });
        put(document, "commit", conclusion.run().commit(), NAME);
        put(document, "trigger", conclusion.run().trigger(), NAME);
        put(document, "schedule", conclusion.run().schedule(), NAME);
        put(document, "actor", conclusion.run().actor(), NAME);
        document.put("verdict", conclusion.verdict().word()).put("change", conclusion.change().word());
        put(document, "reason", conclusion.reason(), REASON);
        ArrayNode told = document.putArray("builds");
        measure.builds().forEach(build -> put(told.addObject(), build, measure.reason(), measure.allLogs()));
        if (measure.builds().size() < conclusion.builds().size()) {
            document.put("buildsLeftOut", conclusion.builds().size() - measure.builds().size());
        }
        put(document, conclusion.digest(), measure);
        return document.toString();
    }

    private static void put(ObjectNode document, Digest digest, Measure measure) {
        if (digest.tests() != null) {
            put(document.putObject("tests"), digest, digest.tests(), measure);
        }
        if (digest.coverage() != null) {
            digest.coverage().lines().ifPresent(lines -> document.withObject("/coverage").put("lines", lines.doubleValue()));
            digest.coverage().branches().ifPresent(branches -> document.withObject("/coverage").put("branches", branches.doubleValue()));
            if (digest.linesChange() != null) {
                document.withObject("/coverage").put("linesChange", digest.linesChange().doubleValue());
            }
        }
        if (!digest.uncounted().isNone()) {
            ObjectNode uncounted = document.putObject("reportsNotCounted");
            put(uncounted, "gone", digest.uncounted().gone());
            put(uncounted, "generating", digest.uncounted().generating());
            put(uncounted, "incomplete", digest.uncounted().incomplete());
            put(uncounted, "refused", digest.uncounted().refused());
            put(uncounted, "leftOut", digest.uncounted().leftOut());
        }
    }

    private static void put(ObjectNode node, Digest digest, TestCounts counts, Measure measure) {
        node.put("total", counts.total()).put("passed", counts.passed()).put("failed", counts.failed()).put("skipped", counts.skipped());
        ArrayNode failing = node.putArray("failing");
        digest.failingNewFirst().stream().limit(measure.failing()).forEach(test -> {
            ObjectNode told = failing.addObject();
            told.put("name", PlainText.line(test.name(), TEST));
            put(told, "message", test.message(), measure.message());
            put(told, "build", test.build(), NAME);
            switch (test.novelty()) {
                case NEW -> told.put("new", true);
                case STILL_FAILING -> told.put("new", false);
                case UNKNOWN -> { }
            }
        });
        put(node, "failingLeftOut", digest.failingNotListed() + digest.failing().size() - failing.size());
        if (digest.slowest().isEmpty() || measure.slowest() == 0) {
            return;
        }
        ArrayNode slowest = node.putArray("slowest");
        digest.slowest().stream().limit(measure.slowest()).forEach(test -> {
            ObjectNode told = slowest.addObject().put("name", PlainText.line(test.name(), TEST));
            put(told, "build", test.build(), NAME);
            told.put("seconds", test.took().toMillis() / 1000.0);
        });
        if (digest.timed() < counts.total()) {
            node.put("slowestOf", digest.timed());
        }
    }

    private static void put(ObjectNode node, String name, long number) {
        if (number > 0) {
            node.put(name, number);
        }
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
