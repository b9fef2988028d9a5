package dev.signalbox.run;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.signalbox.plan.Commit;
import dev.signalbox.plan.Plan;
import dev.signalbox.plan.PlannedBuild;
import dev.signalbox.trigger.Trigger.BranchPushed;
import dev.signalbox.trigger.Trigger.RunEnded;

/** What a run is started with: the document, version 1, that the state machine and Conclude read. */
public sealed interface RunInput {

    /** Longest input, in bytes: Step Functions takes 262,144, and Conclude's own words must fit beside it. */
    int LONGEST = 200_000;

    /** The document. */
    String json();

    /**
     * Of a push.
     *
     * @param plan one that leads to a run: builds, or a refusal
     */
    record OfPush(RunId run, BranchPushed push, Commit commit, Plan plan) implements RunInput {

        @Override
        public String json() {
            String whole = document(plan);
            int bytes = whole.getBytes(StandardCharsets.UTF_8).length;
            return bytes <= LONGEST ? whole : document(new Plan.Refusal(
                    "the plan is too large: %,d bytes, expected at most %,d".formatted(bytes, LONGEST)));
        }

        private String document(Plan content) {
            ObjectNode document = begin(run);
            document.put("repository", push.repository()).put("branch", push.branch()).put("commit", push.commit());
            putIfTold(document, "previousCommit", push.previousCommit());
            document.put("trigger", "push");
            putIfTold(document, "actor", push.origin().actor());
            document.put("triggeredAt", push.origin().at().toString());
            document.put("author", commit.shownAuthor()).put("title", commit.title());
            switch (content) {
                case Plan.Builds(List<Plan.Wave> waves, List<Plan.Reason> reasons) -> {
                    ArrayNode why = document.putArray("reasons");
                    reasons.forEach(reason -> why.addObject()
                            .put("build", reason.build()).put("runs", reason.runs()).put("reason", reason.reason()));
                    ArrayNode order = document.putArray("waves");
                    for (Plan.Wave wave : waves) {
                        ArrayNode builds = order.addObject().putArray("builds");
                        wave.builds().forEach(build -> builds.add(build(build)));
                    }
                }
                case Plan.Refusal(String reason) -> {
                    document.putArray("reasons");
                    document.putArray("waves");
                    document.putObject("refusal").put("reason", reason);
                }
                case Plan.Nothing(String reason) -> throw new IllegalStateException("no run is made of nothing: " + reason);
            }
            return document.toString();
        }
    }

    /** Of the run that concludes another, which ended from outside. */
    record OfEnded(RunId run, RunEnded ended) implements RunInput {

        @Override
        public String json() {
            ObjectNode document = begin(run);
            document.putObject("ended")
                    .put("arn", ended.execution()).put("run", ended.run()).put("status", ended.status()).put("cause", ended.cause());
            document.putArray("waves");
            return document.toString();
        }
    }

    private static ObjectNode begin(RunId run) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("version", 1);
        document.putObject("run").put("id", run.value());
        return document;
    }

    /** Names of a build's variables are CodeBuild's own, since the state machine hands them on as they are. */
    private static ObjectNode build(PlannedBuild build) {
        ObjectNode node = JsonNodeFactory.instance.objectNode()
                .put("name", build.name()).put("project", build.project()).put("buildspec", build.buildspec());
        ArrayNode env = node.putArray("env");
        build.env().forEach((name, value) -> env.addObject().put("Name", name).put("Value", value).put("Type", "PLAINTEXT"));
        return node.put("minutes", build.timeout().toMinutes())
                .put("queuedMinutes", PlannedBuild.QUEUED.toMinutes())
                .put("seconds", build.longestWait().toSeconds())
                .put("required", build.required())
                .put("start", 1)
                .put("patience", build.patience());
    }

    private static void putIfTold(ObjectNode document, String name, String value) {
        if (!value.isEmpty()) {
            document.put(name, value);
        }
    }
}
