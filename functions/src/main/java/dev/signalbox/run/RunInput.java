package dev.signalbox.run;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.signalbox.plan.Commit;
import dev.signalbox.plan.Names;
import dev.signalbox.plan.Plan;
import dev.signalbox.plan.Subject;
import dev.signalbox.rules.Glob;
import dev.signalbox.rules.Notice;
import dev.signalbox.trigger.PullRequest;
import dev.signalbox.trigger.Trigger;
import dev.signalbox.trigger.Trigger.RunEnded;

/** What a run is started with: the document, version 1, that the state machine and Conclude read. */
public sealed interface RunInput {

    /** Longest input, in bytes: Step Functions takes 262,144, and Conclude's own words must fit beside it. {@link Planning} sees to it. */
    int LONGEST = 200_000;

    /** The document. */
    String json();

    /**
     * Of what is to be built.
     *
     * @param plan one that leads to a run: builds, a refusal or a rejection
     * @param source what is fetched
     * @param ownRules what a pull request makes of the rules
     * @param buildspecs texts of the target's files that builds of a pull request take theirs from, by their paths
     * @param places where the builds' artifacts and logs go by default
     */
    record OfSubject(RunId run, Subject subject, Commit commit, Plan plan, Source source, OwnRules ownRules,
            SortedMap<String, String> buildspecs, Places places) implements RunInput {

        public OfSubject {
            buildspecs = Collections.unmodifiableSortedMap(new TreeMap<>(buildspecs));
        }

        @Override
        public String json() {
            ObjectNode document = begin(run);
            Trigger trigger = subject.trigger();
            document.put("repository", trigger.repository());
            if (trigger instanceof Trigger.OnPullRequest on) {
                putPullRequest(document.putObject("pullRequest"), on.pullRequest());
            } else {
                putIfTold(document, "branch", subject.branch());
            }
            putIfTold(document, "tag", subject.tag());
            document.put("commit", subject.commit());
            putIfTold(document, "previousCommit", subject.previousCommit());
            document.put("trigger", subject.kind().word());
            if (trigger instanceof Trigger.ScheduleSlot slot) {
                document.put("schedule", slot.expression() + " " + slot.timezone());
            }
            putIfTold(document, "actor", trigger.origin().actor());
            document.put("triggeredAt", trigger.origin().at().toString());
            document.put("author", commit.shownAuthor()).put("title", commit.title());
            document.put("attempt", subject.attempt());
            document.put("sourceVersion", source.version());
            putIfTold(document, "flaw", ownRules.flaw());
            switch (plan) {
                case Plan.Builds builds -> putBuilds(document, builds);
                case Plan.Refusal(String reason) -> without(document).putObject("refusal").put("reason", reason);
                case Plan.Rejection(String reason) -> without(document).putObject("rejection").put("reason", reason);
                case Plan.Nothing nothing -> throw new IllegalStateException("no run is made of nothing: " + nothing.reason());
            }
            return document.toString();
        }

        private static ObjectNode without(ObjectNode document) {
            document.putArray("reasons");
            document.putArray("waves");
            return document;
        }

        private void putPullRequest(ObjectNode node, PullRequest pullRequest) {
            node.put("id", pullRequest.id()).put("revision", pullRequest.revision())
                    .put("source", Names.branch(pullRequest.source())).put("target", subject.branch());
            putIfTold(node, "targetCommit", source.targetCommit());
            putIfTold(node, "mergeBranch", source.mergeBranch());
            putIfTold(node, "mergeCommit", source.mergeCommit());
            putIfTold(node, "note", source.note());
        }

        private void putBuilds(ObjectNode document, Plan.Builds builds) {
            document.set("env", StartBuild.plain(builds.env()));
            if (!builds.groups().isEmpty()) {
                ArrayNode groups = document.putArray("groups");
                builds.groups().forEach(group -> groups.add(group.name()));
            }
            if (!builds.notices().isEmpty()) {
                ArrayNode notices = document.putArray("notify");
                builds.notices().forEach(notice -> notices.add(notice(notice)));
            }
            ArrayNode why = document.putArray("reasons");
            builds.reasons().forEach(reason -> why.addObject()
                    .put("build", reason.build()).put("runs", reason.runs()).put("reason", reason.reason()));
            if (!buildspecs.isEmpty()) {
                ObjectNode texts = document.putObject("buildspecs");
                buildspecs.forEach(texts::put);
            }
            ArrayNode order = document.putArray("waves");
            StartBuild start = new StartBuild(places, run.value(), subject.trigger().repository(),
                    source.mergeBranch().isEmpty() ? "" : subject.commit());
            for (Plan.Wave wave : builds.waves()) {
                ArrayNode inWave = order.addObject().put("concurrency", wave.concurrency()).putArray("builds");
                wave.builds().forEach(build -> inWave.add(start.of(build)));
            }
        }

        private static ObjectNode notice(Notice notice) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            ArrayNode on = node.putArray("on");
            notice.on().stream().sorted().forEach(on::add);
            ArrayNode branches = node.putArray("branches");
            notice.branches().globs().stream().map(Glob::toString).forEach(branches::add);
            return node;
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

    private static void putIfTold(ObjectNode document, String name, String value) {
        if (!value.isEmpty()) {
            document.put(name, value);
        }
    }
}
