package dev.signalbox.functions;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import dev.signalbox.Events;
import dev.signalbox.run.RunRecord;
import dev.signalbox.run.Schedules;
import dev.signalbox.run.Timetable;

class RouteTest {

    private static final String NIGHTLY = """
            version: 1
            builds:
              nightly: { on: { schedule: [{ cron: '0 3 ? * MON-FRI *', timezone: Europe/Amsterdam, inputs: { DEEP: 'yes' } }] } }
            """;

    private final Fakes account = new Fakes();

    @Test
    void aPushIsBuilt() {
        Map<String, String> line = account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT));
        JsonNode input = account.onlyInput();
        assertEquals(List.of("event", "repository", "commit", "decision", "run", "reason"), List.copyOf(line.keySet()));
        assertEquals("started", line.get("decision"));
        assertEquals(input.at("/run/id").textValue(), line.get("run"));
        assertEquals(Fakes.json("""
                {"version": 1, "run": {"id": "%s"}, "repository": "orders", "branch": "main", "commit": "%s", "previousCommit": "%s",
                 "trigger": "push", "actor": "%s", "triggeredAt": "2026-11-23T09:00:00Z", "author": "Ada", "title": "Add a greeting",
                 "attempt": 1, "sourceVersion": "%2$s",
                 "env": [
                    {"Name": "SIGNALBOX_ACTOR", "Value": "%4$s", "Type": "PLAINTEXT"},
                    {"Name": "SIGNALBOX_ATTEMPT", "Value": "1", "Type": "PLAINTEXT"},
                    {"Name": "SIGNALBOX_BRANCH", "Value": "main", "Type": "PLAINTEXT"},
                    {"Name": "SIGNALBOX_CHANGED_PATHS", "Value": "src/a.txt", "Type": "PLAINTEXT"},
                    {"Name": "SIGNALBOX_CHANGED_PATHS_COUNT", "Value": "1", "Type": "PLAINTEXT"},
                    {"Name": "SIGNALBOX_COMMIT", "Value": "%2$s", "Type": "PLAINTEXT"},
                    {"Name": "SIGNALBOX_PREVIOUS_COMMIT", "Value": "%3$s", "Type": "PLAINTEXT"},
                    {"Name": "SIGNALBOX_RUN", "Value": "%1$s", "Type": "PLAINTEXT"},
                    {"Name": "SIGNALBOX_TRIGGER", "Value": "push", "Type": "PLAINTEXT"}],
                 "groups": ["branch:main"],
                 "reasons": [{"build": "build", "runs": true, "reason": "push to main"}],
                 "waves": [{"concurrency": 40, "builds": [{"name": "build", "check": "build", "project": "signalbox-default",
                  "buildspec": "buildspec.yml", "env": [{"Name": "SIGNALBOX_BUILD", "Value": "build", "Type": "PLAINTEXT"}],
                  "minutes": 60, "queuedMinutes": 480, "seconds": 33000, "required": true, "failFast": false, "start": 1, "patience": 277,
                  "overrides": {}}]}]}
                """.formatted(line.get("run"), Events.COMMIT, Events.BEFORE, Events.ADA)), Fakes.json(input.toString()));
    }

    @Test
    void aNewBranchHasNoPreviousCommit() {
        account.decide(Events.created("topic", Events.COMMIT));
        assertFalse(account.onlyInput().has("previousCommit"));
        assertFalse(account.onlyInput().toString().contains("SIGNALBOX_PREVIOUS_COMMIT"));
    }

    @Test
    void aMergeWithoutCallerIsBuiltWithoutActor() {
        account.decide(Events.merged());
        assertFalse(account.onlyInput().has("actor"));
    }

    @Test
    void theRecordIsKeptNinetyDays() {
        account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT));
        RunRecord kept = account.records.values().iterator().next();
        assertEquals("run#" + account.onlyInput().at("/run/id").textValue(), kept.key());
        assertEquals(List.of("orders", "main", Events.COMMIT, Events.ID),
                List.of(kept.repository(), kept.branch(), kept.commit(), kept.event()));
        assertEquals(Fakes.NOW.plusSeconds(90L * 24 * 60 * 60), kept.expires());
    }

    @Test
    void theSameEventAgainIsADuplicateWhileTheRunIsAtWorkAndAfter() {
        ObjectNode push = Events.updated("main", Events.BEFORE, Events.COMMIT);
        account.decide(push);
        account.now = account.now.plusMillis(1);
        Map<String, String> atWork = account.decide(push);
        account.ended.addAll(account.runs.keySet());
        Map<String, String> after = account.decide(push.put("id", "another").put("time", "2026-11-23T09:00:05Z"));
        assertEquals(List.of("duplicate", "duplicate"), List.of(atWork.get("decision"), after.get("decision")));
        assertEquals(1, account.runs.size());
        assertTrue(after.get("reason").contains(account.runs.keySet().iterator().next()));
    }

    @Test
    void aStartThatFailedIsDoneAgain() {
        ObjectNode push = Events.updated("main", Events.BEFORE, Events.COMMIT);
        account.trouble = new IllegalStateException("Rate exceeded");
        assertThrows(IllegalStateException.class, () -> account.decide(push));
        assertEquals("retry", account.lines.getLast().get("decision"));
        assertEquals(Events.COMMIT, account.lines.getLast().get("commit"));
        account.trouble = null;
        assertEquals("started", account.decide(push).get("decision"));
        assertEquals(List.of(), account.queue);
    }

    @Test
    void aStartThatFailedAfterItsRecordIsDoneAgain() {
        ObjectNode push = Events.updated("main", Events.BEFORE, Events.COMMIT);
        account.troubleOfStarting = new IllegalStateException("Rate exceeded");
        assertThrows(IllegalStateException.class, () -> account.decide(push));
        assertEquals(1, account.records.size());
        account.troubleOfStarting = null;
        assertEquals("started", account.decide(push).get("decision"));
    }

    @Test
    void aRunThatAwsDatesBeforeOurClockIsStillStarted() {
        account.awsClockBehind = Duration.ofSeconds(2);
        assertEquals("started", account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT)).get("decision"));
    }

    @Test
    void aRefusedStartIsKeptInTheQueue() {
        account.refusal = "State Machine Does Not Exist";
        ObjectNode push = Events.updated("main", Events.BEFORE, Events.COMMIT);
        assertEquals("undelivered", account.decide(push).get("decision"));
        JsonNode message = Fakes.json(account.queue.getFirst());
        assertEquals(push, message.path("event"));
        assertTrue(message.path("reason").textValue().contains("State Machine Does Not Exist"));
    }

    @Test
    void aRepositoryWithoutBuildspecIsLeftAlone() {
        account.files.clear();
        Map<String, String> line = account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT));
        assertEquals("ignored", line.get("decision"));
        assertEquals("there is no .signalbox.yml and no buildspec.yml", line.get("reason"));
        assertEquals(Map.of(), account.runs);
    }

    @Test
    void aRepositoryThatIsGoneIsLeftAlone() {
        account.repositories.clear();
        Map<String, String> line = account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT));
        assertEquals("repository orders does not exist any more", line.get("reason"));
    }

    @Test
    void onlyTheBranchesAskedForAreBuilt() {
        account.files.put(".signalbox.yml", "version: 1\nbuilds:\n  unit: { on: { push: { branches: [main, 'release/**'] } } }\n");
        assertEquals("no build runs: unit: branch topic does not match main, release/**",
                account.decide(Events.created("topic", Events.COMMIT)).get("reason"));
        assertEquals("unit: push to release/1.0/fix", account.decide(Events.created("release/1.0/fix", Events.COMMIT)).get("reason"));
    }

    @Test
    void aBrokenRulesFileIsARunWithoutBuilds() {
        account.files.put(".signalbox.yml", "version: 1\nbuilds:\n  unit:\n    onn: { push: {} }\n");
        Map<String, String> line = account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT));
        JsonNode input = account.onlyInput();
        assertEquals("started", line.get("decision"));
        assertEquals(0, input.path("waves").size());
        assertEquals("""
                .signalbox.yml:4:5: unknown word 'onn'; did you mean 'on'?
                .signalbox.yml:4:5: build 'unit': expected 'on:', which says when it runs""", input.at("/refusal/reason").textValue());
    }

    @Test
    void aPlanLargerThanAnInputMayBeIsRefused() {
        StringBuilder rules = new StringBuilder("version: 1\nbuilds:\n  first: &b { on: { push: {} }, env: {");
        for (int i = 0; i < 30; i++) {
            rules.append(" V").append(i).append(": '").append("x".repeat(100)).append("',");
        }
        rules.append(" LAST: y } }\n");
        for (int i = 0; i < 60; i++) {
            rules.append("  build").append(i).append(": *b\n");
        }
        account.files.put(".signalbox.yml", rules.toString());
        account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT));
        String reason = account.onlyInput().at("/refusal/reason").textValue();
        assertTrue(reason.matches("the plan is too large: [0-9,]+ bytes, expected at most 200,000"), reason);
    }

    @Test
    void aPlanTooLargeToStartTouchesNoGroup() {
        account.files.put(".signalbox.yml", "version: 1\nbuilds: { deploy: { on: { push: {} }, group: { name: live, cancel: true } } }");
        account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT));
        StringBuilder rules = new StringBuilder("version: 1\ndefaults: { env: { LARGE: '%s' } }\nbuilds:\n".formatted("x".repeat(2_000)));
        for (int i = 0; i < 120; i++) {
            rules.append("  build%d: { on: { push: {} }, group: { name: live, cancel: true } }%n".formatted(i));
        }
        account.files.put(".signalbox.yml", rules.toString());
        Map<String, String> line = account.decide(Events.updated("main", Events.COMMIT, Events.BEFORE));
        assertTrue(line.get("reason").startsWith("the plan is too large"), line.get("reason"));
        assertEquals(Map.of(), account.stopped);
    }

    @Test
    void aRunEndedFromOutsideIsConcludedOnce() {
        ObjectNode ended = Events.runEnded("push-1", "ABORTED");
        Map<String, String> line = account.decide(ended);
        JsonNode input = account.onlyInput();
        assertTrue(line.get("run").matches("ended-[0-9a-f]{40}"));
        assertEquals(Fakes.json("""
                {"version": 1, "run": {"id": "%s"}, "ended": {"arn": "%s", "run": "push-1", "status": "ABORTED",
                  "cause": "Stopped: by hand"},
                 "waves": []}""".formatted(line.get("run"), Events.EXECUTION)), Fakes.json(input.toString()));
        account.now = account.now.plusMillis(1);
        assertEquals("duplicate", account.decide(ended.put("id", "again")).get("decision"));
    }

    @Test
    void aRunEndedAfterItsVerdictWasToldIsNotToldAgain() {
        account.told.add(Events.EXECUTION);
        assertEquals("run push-1 ended FAILED after its verdict was told",
                account.decide(Events.runEnded("push-1", "FAILED")).get("reason"));
        assertEquals(Map.of(), account.runs);
    }

    @Test
    void aConcludingRunIsKnownByItsNameOrByItsInput() {
        String reason = "a concluding run's own end is not told again; the alarm tells";
        ObjectNode byName = Events.runEnded("ended-1", "TIMED_OUT");
        Events.detail(byName).remove("input");
        ObjectNode byInput = Events.runEnded("by-hand", "FAILED");
        Events.detail(byInput).put("input", "{\"ended\": {}}");
        assertEquals(reason, account.decide(byName).get("reason"));
        assertEquals(reason, account.decide(byInput).get("reason"));
    }

    @Test
    void anExecutionOfAnotherStateMachineIsIgnored() {
        ObjectNode ended = Events.runEnded("push-1", "FAILED");
        Events.detail(ended).put("stateMachineArn", "arn:aws:states:us-east-1:123456789012:stateMachine:other");
        assertEquals("ignored", account.decide(ended).get("decision"));
    }

    @Test
    void aRepositoryTriggerTellsOfSeveralPushesInOneLine() {
        Map<String, String> line = account.decide(Events.repositoryTrigger("refs/heads/main", "refs/heads/topic", "refs/tags/v1"));
        assertEquals(2, account.runs.size());
        assertAll(
                () -> assertEquals("started", line.get("decision")),
                () -> assertEquals(String.join(", ", account.runs.keySet()), line.get("run")),
                () -> assertEquals("build: push to main, build: push to topic, no build runs: build: runs on pushes to every branch; runs on pull requests into every branch",
                        line.get("reason")),
                () -> assertEquals(Events.ID, line.get("event")));
    }

    @Test
    void aReferenceThatARepositoryTriggerDeletedIsNotBuilt() {
        ObjectNode event = Events.repositoryTrigger("refs/heads/old");
        ((ObjectNode) event.at("/Records/0/codecommit/references/0")).put("deleted", true);
        assertEquals("branch old was deleted, and nothing ran for it", account.decide(event).get("reason"));
    }

    @Test
    void samsOwnSampleOfARepositoryTriggerIsThePushItTellsOf() {
        account.repositories.add("my-repo");
        Map<String, String> line = account.decide("""
                {"Records": [{"awsRegion": "us-east-1", "codecommit": {"references": [
                   {"commit": "5c4ef1049f1d27deadbeeff313e0730018be182b", "ref": "refs/heads/master"}]},
                  "customData": "this is custom data", "eventId": "5a824061-17ca-46a9-bbf9-114edeadbeef", "eventName": "TriggerEventTest",
                  "eventPartNumber": 1, "eventSource": "aws:codecommit",
                  "eventSourceARN": "arn:aws:codecommit:us-east-1:123456789012:my-repo",
                  "eventTime": "2016-01-01T23:59:59.000+0000", "eventTotalParts": 1,
                  "eventTriggerConfigId": "5a824061-17ca-46a9-bbf9-114edeadbeef", "eventTriggerName": "my-trigger", "eventVersion": "1.0",
                  "userIdentityARN": "arn:aws:iam::123456789012:root"}]}""".getBytes(StandardCharsets.UTF_8));
        assertEquals("started", line.get("decision"));
        assertEquals("2016-01-01T23:59:59Z", account.onlyInput().path("triggeredAt").textValue());
        assertEquals("arn:aws:iam::123456789012:root", account.onlyInput().path("actor").textValue());
    }

    @TestFactory
    Stream<DynamicTest> everyEventLeadsToADecisionWithAReason() {
        return Events.all().entrySet().stream().map(event -> DynamicTest.dynamicTest(event.getKey(), () -> {
            Fakes fresh = new Fakes();
            Map<String, String> line = fresh.decide(event.getValue());
            assertEquals(Events.ID, line.get("event"));
            assertFalse(line.get("reason").isBlank());
            assertEquals(List.of(), fresh.queue);
        }));
    }

    @Test
    void whatIsNotActedOnSaysWhy() {
        List<String> reasons = new ArrayList<>();
        for (String event : List.of("branch deleted", "tag moved", "pullRequestCreated", "pullRequestMergeStatusUpdated",
                "pullRequestStatusChanged", "commentOnPullRequestCreated", "event of another kind")) {
            reasons.add(account.decide(Events.all().get(event)).get("reason"));
        }
        assertEquals(List.of(
                "branch old was deleted, and nothing ran for it",
                "no build runs: build: runs on pushes to every branch; runs on pull requests into every branch",
                "pull request 7 does not exist any more",
                "pull request 7 was merged, and nothing ran for it",
                "pull request 7 was closed, and nothing ran for it",
                "comment on pull request 7: there is no command in it",
                "CodeCommit Weather Change: itRains: nothing acts on such events"), reasons);
    }

    @Test
    void aTagIsBuiltAtItsCommitByTheRulesThere() {
        account.files.put(".signalbox.yml", "version: 1\nbuilds: { release: { on: { tag: ['v*'] } } }");
        Map<String, String> line = account.decide(Events.tag("referenceCreated"));
        JsonNode input = account.onlyInput();
        assertEquals("release: tag v1", line.get("reason"));
        assertTrue(line.get("run").startsWith("tag-"));
        assertEquals(List.of("v1", "tag", "refs/tags/v1^{" + Events.COMMIT + "}"), List.of(input.path("tag").textValue(),
                input.path("trigger").textValue(), input.path("sourceVersion").textValue()));
        assertFalse(input.has("branch"));
    }

    @Test
    void aSlotBuildsTheTipOfItsBranchOnceHoweverOftenItComes() {
        account.files.put(".signalbox.yml", NIGHTLY);
        account.decide(Events.slot("orders"));
        account.now = account.now.plusSeconds(1);
        Map<String, String> again = account.decide(Events.slot("orders").put("id", "another"));
        JsonNode input = account.onlyInput();
        assertEquals("duplicate", again.get("decision"));
        assertEquals(List.of("main", "schedule", "cron(0 3 ? * MON-FRI *) Europe/Amsterdam", Events.COMMIT), List.of(input.path("branch").textValue(),
                input.path("trigger").textValue(), input.path("schedule").textValue(), input.path("commit").textValue()));
        assertTrue(input.at("/waves/0/builds/0/env").toString().contains("{\"Name\":\"DEEP\",\"Value\":\"yes\",\"Type\":\"PLAINTEXT\"}"));
    }

    @Test
    void aSlotThatFindsNothingChangedIsLeftAlone() {
        account.files.put(".signalbox.yml", NIGHTLY.replace("timezone", "unless: unchanged, timezone"));
        account.decide(Events.slot("orders"));
        ObjectNode next = Events.slot("orders").put("time", "2026-11-25T03:00:00Z");
        assertTrue(account.decide(next).get("reason").contains("unchanged"), account.lines.toString());
        assertEquals(1, account.runs.size());
    }

    @Test
    void aSlotWhoseEarlierRunIsStillAtWorkIsSkipped() {
        account.files.put(".signalbox.yml", NIGHTLY);
        account.decide(Events.slot("orders"));
        Map<String, String> next = account.decide(Events.slot("orders").put("time", "2026-11-25T03:00:00Z"));
        assertTrue(next.get("reason").startsWith("skipped: run schedule-"), next.toString());
        assertEquals(1, account.runs.size());
    }

    @Test
    void theAccountsScheduleBuildsWhatAPushToTheDefaultBranchWould() {
        account.repositories.add("stock");
        Map<String, String> line = account.decide(Events.slot(""));
        assertEquals(2, account.runs.size());
        assertTrue(line.get("reason").startsWith("2 of 2 repositories are built; orders: schedule-"), line.toString());
        account.runs.values().forEach(input -> assertEquals("main", Fakes.json(input).path("branch").textValue()));
    }

    @Test
    void aRequestBuildsWhatItNamesWithItsVariables() {
        account.files.put(".signalbox.yml", NIGHTLY);
        ObjectNode request = Events.requested("branch", "main");
        Events.detail(request).putArray("builds").add("nightly");
        Events.detail(request).putObject("env").put("LEVEL", "3");
        Map<String, String> line = account.decide(request);
        assertEquals("nightly: requested by name", line.get("reason"));
        assertEquals("manual", account.onlyInput().path("trigger").textValue());
        assertTrue(account.onlyInput().at("/waves/0/builds/0/env").toString().contains("\"LEVEL\""));
    }

    @Test
    void aRequestForWhatTheRulesDoNotHaveIsTold() {
        ObjectNode request = Events.requested("branch", "main");
        Events.detail(request).putArray("builds").add("unti");
        account.decide(request);
        assertEquals("the request names builds that .signalbox.yml does not have: unti",
                account.onlyInput().at("/refusal/reason").textValue());
    }

    @Test
    void runsOfAGroupTakeTurns() {
        account.files.put(".signalbox.yml", "version: 1\nbuilds: { deploy: { on: { push: {} }, group: live } }");
        Map<String, String> first = account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT));
        Map<String, String> second = account.decide(Events.updated("main", Events.COMMIT, "3a".repeat(20)));
        assertEquals("waiting", second.get("decision"));
        assertTrue(second.get("reason").endsWith("; waits for " + first.get("run")), second.get("reason"));
        assertEquals(1, account.runs.size());
        account.ended.add(first.get("run"));
        Map<String, String> end = account.decide(Events.runEnded(first.get("run"), "SUCCEEDED"));
        assertTrue(end.get("reason").endsWith("; begun " + second.get("run")), end.get("reason"));
        assertEquals(Set.of(first.get("run"), second.get("run")), account.runs.keySet());
    }

    @Test
    void aNewerPushStopsTheOlderRunOfItsBranchAndOfNoOther() {
        account.files.put(".signalbox.yml", "version: 1\nbuilds: { unit: { on: { push: {}, manual: {} } } }");
        Map<String, String> other = account.decide(Events.updated("topic", Events.BEFORE, Events.COMMIT));
        Map<String, String> first = account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT));
        account.decide(Events.requested("branch", "main"));
        assertTrue(account.stopped.isEmpty(), account.stopped::toString);
        account.tips.put("main", "3a".repeat(20));
        Map<String, String> second = account.decide(Events.updated("main", Events.COMMIT, "3a".repeat(20)));
        assertTrue(second.get("reason").endsWith("; stopped " + first.get("run")), second.get("reason"));
        assertEquals(Set.of(first.get("run")), account.stopped.keySet());
        assertEquals("started", other.get("decision"));
    }

    @Test
    void whatRunsForADeletedBranchIsStopped() {
        String run = account.decide(Events.updated("old", Events.BEFORE, Events.COMMIT)).get("run");
        Map<String, String> line = account.decide(Events.deleted("branch").put("time", "2026-11-23T09:00:01Z"));
        assertEquals(List.of("stopped", "branch old was deleted; stopped " + run), List.of(line.get("decision"), line.get("reason")));
        assertEquals(Map.of(run, "Branch old was deleted."), account.stopped);
    }

    @Test
    void aRunThatIsNewerThanADeletionGoesOn() {
        account.decide(Events.updated("old", Events.BEFORE, Events.COMMIT).put("time", "2026-11-23T09:00:07Z"));
        assertEquals("branch old was deleted, and nothing ran for it", account.decide(Events.deleted("branch")).get("reason"));
        assertEquals(Map.of(), account.stopped);
    }

    @Test
    void aRunOfTheVerySecondOfADeletionGoesOnWhileItsReferenceIsThere() {
        String run = account.decide(Events.updated("old", Events.BEFORE, Events.COMMIT)).get("run");
        account.decide(Events.deleted("branch"));
        assertEquals(Map.of(), account.stopped);
        account.goneReferences.add("refs/heads/old");
        account.decide(Events.deleted("branch"));
        assertEquals(Set.of(run), account.stopped.keySet());
    }

    @Test
    void aRunThatEndedBeforeIsNotSaidToBeStopped() {
        account.ended.add(account.decide(Events.updated("old", Events.BEFORE, Events.COMMIT)).get("run"));
        assertEquals("branch old was deleted, and nothing ran for it",
                account.decide(Events.deleted("branch").put("time", "2026-11-23T09:00:01Z")).get("reason"));
    }

    @Test
    void ofManyBuildsOnlyThoseThatTheChangeTouchesCount() {
        StringBuilder rules = new StringBuilder("version: 1\nbuilds:\n  touched: { on: { push: { paths: ['src/**'] } } }\n");
        for (int i = 0; i < 300; i++) {
            rules.append("  build%d: { group: g%d, on: { push: { paths: ['part%d/**'] } } }%n".formatted(i, i, i));
        }
        account.files.put(".signalbox.yml", rules.toString());
        account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT));
        assertEquals("touched", account.onlyInput().at("/waves/0/builds/0/name").textValue(), account.onlyInput().path("refusal").toString());
    }

    @Test
    void aSlotThatComesAgainAfterItsBranchMovedHidesNoCommitFromTheNext() {
        account.files.put(".signalbox.yml", NIGHTLY.replace("timezone", "unless: unchanged, timezone"));
        account.ended.add(account.decide(Events.slot("orders")).get("run"));
        account.tips.put("main", Events.BEFORE);
        account.now = account.now.plusSeconds(1);
        assertEquals("duplicate", account.decide(Events.slot("orders")).get("decision"));
        assertEquals("started", account.decide(Events.slot("orders").put("time", "2026-11-25T03:00:00Z")).get("decision"));
    }

    @Test
    void aSlotWhoseRulesWereRefusedBuiltNothing() {
        account.files.put(".signalbox.yml", "version: 1\nbuilds: []");
        assertEquals("started", account.decide(Events.slot("orders")).get("decision"));
        assertEquals(Map.of(), account.lastSlots);
    }

    @Test
    void aWaitingSlotIsKnownByTheCommitItWaitsWith() {
        account.files.put(".signalbox.yml", NIGHTLY.replace("timezone", "overlap: queue, timezone"));
        account.decide(Events.slot("orders"));
        ObjectNode next = Events.slot("orders").put("time", "2026-11-25T03:00:00Z");
        assertEquals("waiting", account.decide(next).get("decision"));
        account.tips.put("main", Events.BEFORE);
        assertEquals("waiting", account.decide(next).get("decision"));
        assertEquals(Map.of("orders nightly-1", Events.COMMIT), account.lastSlots);
    }

    @Test
    void theSameRequestForAnotherBranchIsADuplicate() {
        account.files.put(".signalbox.yml", "version: 1\nbuilds: { unit: { on: { push: {}, tag: {} } } }");
        account.decide(Events.requested("branch", "main"));
        account.now = account.now.plusSeconds(1);
        assertEquals("duplicate", account.decide(Events.requested("branch", "topic")).get("decision"));
        account.ended.addAll(account.runs.keySet());
        assertEquals("duplicate", account.decide(Events.requested("tag", "v1")).get("decision"));
        assertEquals(1, account.runs.size());
    }

    @Test
    void aSlotAfterTheDefaultBranchChangedIsADuplicate() {
        account.files.put(".signalbox.yml", NIGHTLY);
        account.decide(Events.slot("orders"));
        account.defaultBranch = "trunk";
        account.now = account.now.plusSeconds(1);
        assertEquals("duplicate", account.decide(Events.slot("orders")).get("decision"));
    }

    @Test
    void aBranchThatGoesAfterItsRunWasStartedLeavesTheDecisionAsItIs() {
        account.goneReferences.add("refs/heads/main");
        Map<String, String> line = account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT));
        assertEquals("started", line.get("decision"));
        assertEquals("build: push to main; schedules: left as they are, since refs/heads/main does not exist", line.get("reason"));
    }

    @Test
    void aPushThatAnotherOvertakesWhileItKeepsSchedulesKeepsThoseOfTheOther() {
        account.rulesAt.put(Events.COMMIT, NIGHTLY);
        account.rulesAt.put(Events.BEFORE, NIGHTLY.replace("0 3", "30 4"));
        account.whileKeepingSchedules = () -> account.tips.put("main", Events.BEFORE);
        account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT));
        assertEquals(List.of("cron(30 4 ? * MON-FRI *)"),
                account.schedules.get("orders").stream().map(Schedules.Slot::expression).toList());
    }

    @Test
    void aScheduleThatSchedulerRefusesIsKeptInTheQueueAndTheRunStarts() {
        account.files.put(".signalbox.yml", NIGHTLY.replace("{ on: {", "{ on: { push: {},"));
        account.refusedSchedules.put("cron(0 3 ? * MON-FRI *) (Europe/Amsterdam)", "You have reached your limit of schedules.");
        ObjectNode push = Events.updated("main", Events.BEFORE, Events.COMMIT);
        assertEquals("started", account.decide(push).get("decision"));
        assertEquals(1, account.runs.size());
        JsonNode message = Fakes.json(account.queue.getFirst());
        assertEquals("schedules of orders: cron(0 3 ? * MON-FRI *) (Europe/Amsterdam) was refused: You have reached your limit of schedules.",
                message.path("reason").textValue());
        assertEquals(push, message.path("event"));
    }

    @Test
    void theAccountsLayerIsReadOnceForAllRepositories() {
        account.repositories.addAll(Set.of("stock", "billing"));
        account.decide(Events.slot(""));
        assertEquals(List.of(3, 1), List.of(account.runs.size(), account.accountReads));
    }

    @Test
    void aTagWithRulesTooLargeToReadIsToldOrNotBuilt() {
        account.tooLarge.add(".signalbox.yml");
        account.decide(Events.requested("tag", "v1"));
        assertEquals(Events.COMMIT, account.onlyInput().path("commit").textValue());
        account.tooLarge.add("buildspec.yml");
        assertEquals("what tag v1 points to can't be told: its .signalbox.yml or buildspec.yml is larger than CodeCommit hands out (6 MB)",
                account.decide(Events.requested("tag", "v1").put("id", "another")).get("reason"));
    }

    @Test
    void schedulesFollowTheRulesOfTheDefaultBranch() {
        account.files.put(".signalbox.yml", NIGHTLY);
        assertTrue(account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT)).get("reason").endsWith("; schedules: created cron(0 3 ? * MON-FRI *)"));
        assertEquals(List.of(new Schedules.Slot("cron(0 3 ? * MON-FRI *)", "Europe/Amsterdam", "")), account.schedules.get("orders"));
        account.decide(Events.updated("topic", Events.BEFORE, Events.COMMIT));
        account.files.put(".signalbox.yml", "version: 1\nbuilds: []");
        account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT));
        assertEquals(1, account.schedules.get("orders").size(), "a broken file changes none");
        account.files.remove(".signalbox.yml");
        account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT));
        assertEquals(List.of(), account.schedules.get("orders"));
    }

    @Test
    void buildsInAnotherOrderAskForTheSameSchedules() {
        String asks = ": { on: { push: {}, schedule: [{ rate: '6 hours' }] } }\n";
        account.files.put(".signalbox.yml", "version: 1\nbuilds:\n  scan" + asks + "  audit" + asks);
        account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT));
        Timetable before = Timetable.of("orders", account.schedules.get("orders"));
        account.files.put(".signalbox.yml", "version: 1\nbuilds:\n  audit" + asks + "  scan" + asks);
        account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT));
        Timetable after = Timetable.of("orders", account.schedules.get("orders"));
        String name = before.entries().keySet().iterator().next();
        assertEquals(before.entries().keySet(), after.entries().keySet());
        assertEquals(before.description(name), after.description(name));
    }

    @Test
    void schedulesOfARepositoryThatIsGoneGoWithTheirNextSlot() {
        account.files.put(".signalbox.yml", NIGHTLY);
        account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT));
        account.repositories.clear();
        Map<String, String> line = account.decide(Events.slot("orders"));
        assertEquals("ignored", line.get("decision"));
        assertEquals(List.of(), account.schedules.get("orders"));
    }

    @Test
    void anAccountsRulesLieUnderTheRepositorys() {
        account.accountRules = "version: 1\ndefaults: { image: 'team/image:1' }";
        account.files.put(".signalbox.yml", "version: 1\nbuilds: { unit: { on: { push: {} } } }");
        account.decide(Events.updated("main", Events.BEFORE, Events.COMMIT));
        assertEquals("team/image:1", account.onlyInput().at("/waves/0/builds/0/overrides/ImageOverride").textValue());
    }

    @Test
    void whatIsNoJsonIsKeptAsText() {
        account.decide("{\"id\": 1} and more".getBytes(StandardCharsets.UTF_8));
        assertEquals("{\"id\": 1} and more", Fakes.json(account.queue.getFirst()).path("event").textValue());
        account.decide(new byte[] {(byte) 0xff, 0, 'a'});
        JsonNode bytes = Fakes.json(account.queue.getLast());
        assertEquals("\u00ff\0a", bytes.path("event").textValue());
        assertEquals("ISO-8859-1", bytes.path("encoding").textValue());
    }

    @Test
    void aPayloadLargerThanAMessageIsKeptInPart() {
        byte[] large = ("[\"" + "\u00e9".repeat(600_000) + "\"]").getBytes(StandardCharsets.UTF_8);
        account.decide(large);
        JsonNode message = Fakes.json(account.queue.getFirst());
        assertTrue(account.queue.getFirst().length() <= 1_048_576);
        assertEquals(large.length, message.path("bytes").intValue());
        assertEquals("the event: expected an object, not a list", message.path("reason").textValue());
    }
}
