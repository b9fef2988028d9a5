package dev.signalbox.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

import dev.signalbox.Events;
import dev.signalbox.pullrequest.Board;
import dev.signalbox.pullrequest.Check;
import dev.signalbox.pullrequest.FakePullRequests;
import dev.signalbox.pullrequest.FakeVoice;
import dev.signalbox.pullrequest.Progress;
import dev.signalbox.pullrequest.Reported;
import dev.signalbox.pullrequest.Row;
import dev.signalbox.pullrequest.Standing;
import dev.signalbox.run.MergeResults.Outlook;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.Verdict;

/** What Route does with what happens to a pull request, and with what people ask for in its comments. */
class PullRequestRouteTest {

    private static final String BOB = "arn:aws:iam::123456789012:user/bob";
    private static final String NEWER = "3a".repeat(20);
    private static final String TWO_CHECKS = """
            version: 1
            commands: { skip: ['user/bob'] }
            builds:
              unit: { on: { pull_request: {} } }
              lint: { on: { pull_request: {} } }
            """;
    private static final String TRUSTED = """
            version: 1
            builds:
              unit: { on: { pull_request: {} } }
              deploy: { on: { pull_request: { trusted: true } } }
            """;

    private static final String NEEDING = """
            version: 1
            builds:
              base: { on: { pull_request: {} } }
              deploy: { on: { pull_request: { trusted: true } }, needs: [unit] }
              lint: { on: { pull_request: {} } }
              unit: { on: { pull_request: {} }, needs: [base] }
            """;

    private final Fakes account = new Fakes();
    private final String id = openOne();

    private String openOne() {
        account.files.put(".signalbox.yml", TWO_CHECKS);
        account.tips.putAll(Map.of("main", Events.BEFORE, "topic", Events.COMMIT));
        account.pullRequests.tips.putAll(account.tips);
        return account.pullRequests.open("topic", "main", Events.ADA);
    }

    @Test
    void anOpenedPullRequestIsBuiltAsItWouldBeMerged() {
        Map<String, String> line = account.decide(Events.pullRequest("pullRequestCreated"));
        JsonNode input = account.onlyInput();
        String branch = "signalbox/merge/" + line.get("run");
        String merged = account.mergeResults.branches.get(branch);
        assertEquals("started", line.get("decision"));
        assertEquals(Fakes.json("""
                {"id": "7", "revision": "r1", "source": "topic", "target": "main", "targetCommit": "%s", "mergeBranch": "%s",
                 "mergeCommit": "%s"}""".formatted(Events.BEFORE, branch, merged)), input.path("pullRequest"));
        assertEquals("refs/heads/%s^{%s}".formatted(branch, merged), input.path("sourceVersion").textValue());
        assertEquals(List.of("pull_request", Events.COMMIT, "[\"pull-request:7\"]"), List.of(input.path("trigger").textValue(),
                input.path("commit").textValue(), input.path("groups").toString()));
        assertFalse(input.has("branch"));
        assertEquals(List.of("lint Waiting", "unit Waiting"), rows());
        assertTrue(account.voice.said(id).startsWith("**Signalbox: running**"), account.voice.said(id));
    }

    @Test
    void theSameEventAgainIsADuplicateWhoeverTells() {
        String run = account.decide(Events.pullRequest("pullRequestCreated")).get("run");
        account.now = account.now.plusMillis(1);
        Map<String, String> again = account.decide(Events.pullRequest("pullRequestSourceBranchUpdated"));
        assertEquals(List.of("duplicate", run), List.of(again.get("decision"), again.get("run")));
        assertEquals(1, account.runs.size());
        assertEquals(1, account.mergeResults.made.size());
    }

    @Test
    void aSourceThatHoldsItsTargetIsBuiltAsItIs() {
        account.mergeResults.outlooks.put(Events.COMMIT, new Outlook.Same());
        account.decide(Events.pullRequest("pullRequestCreated"));
        assertEquals(Events.COMMIT, account.onlyInput().path("sourceVersion").textValue());
        assertEquals(List.of(), account.mergeResults.made);
    }

    @Test
    void aConflictIsToldAndBuildsNothing() {
        account.mergeResults.outlooks.put(Events.COMMIT, new Outlook.Conflict(List.of("src/a", "src/b"), true));
        account.decide(Events.pullRequest("pullRequestCreated"));
        assertEquals(0, account.onlyInput().path("waves").size());
        assertEquals("merge conflict with main in src/a, src/b and others", account.onlyInput().at("/rejection/reason").textValue());
        assertEquals(List.of(), account.mergeResults.made);
        assertEquals(Standing.RUNNING, board().standing());
    }

    @Test
    void aRevisionOfTheSameSecondStopsTheRunOfTheOneBefore() {
        String first = account.decide(Events.pullRequest("pullRequestCreated")).get("run");
        String second = account.decide(update()).get("run");
        assertEquals(Map.of(first, "Superseded by run " + second + "."), account.stopped);
        assertTrue(board().isOf("r2"));
        assertEquals(Events.COMMIT, board().superseded());
    }

    @Test
    void aConflictStopsTheRunOfTheRevisionBefore() {
        String first = account.decide(Events.pullRequest("pullRequestCreated")).get("run");
        account.mergeResults.outlooks.put(NEWER, new Outlook.Conflict(List.of("a"), false));
        account.decide(update());
        assertEquals(Set.of(first), account.stopped.keySet());
    }

    @Test
    void aLateEventOfAnOlderRevisionLeadsToTheNewest() {
        account.pullRequests.push("topic", NEWER);
        account.tips.put("topic", NEWER);
        account.now = Fakes.NOW.plusSeconds(60);
        account.decide(Events.pullRequest("pullRequestCreated"));
        assertEquals(List.of(NEWER, "r2"),
                List.of(account.onlyInput().path("commit").textValue(), account.onlyInput().at("/pullRequest/revision").textValue()));
    }

    @Test
    void whatRunsForAClosedPullRequestIsStopped() {
        String run = account.decide(Events.pullRequest("pullRequestCreated")).get("run");
        account.pullRequests.close(id);
        Map<String, String> line = account.decide(Events.pullRequest("pullRequestStatusChanged"));
        assertEquals(List.of("stopped", "pull request 7 was closed; stopped " + run), List.of(line.get("decision"), line.get("reason")));
        assertEquals(Map.of(run, "Pull request 7 was closed."), account.stopped);
        assertEquals(Board.Stage.CLOSED, board().stage());
    }

    @Test
    void whatIsClosedWhileItsRunStartsIsStopped() {
        account.mergeResults.before = () -> account.pullRequests.merge(id);
        String run = account.decide(Events.pullRequest("pullRequestCreated")).get("run");
        assertEquals(Map.of(run, "Pull request 7 was closed."), account.stopped);
    }

    @Test
    void aPullRequestThatLeadsToNothingIsLeftAlone() {
        account.pullRequests.describe(id, "Try [skip ci]", "");
        Map<String, String> line = account.decide(Events.pullRequest("pullRequestCreated"));
        assertEquals("ignored", line.get("decision"));
        assertEquals(Map.of(), account.runs);
        assertEquals("", account.voice.said(id));
    }

    @Test
    void aRevisionThatLeadsToNothingIsToldWhereTheOneBeforeWas() {
        String first = account.decide(Events.pullRequest("pullRequestCreated")).get("run");
        account.pullRequests.describe(id, "Try [skip ci]", "");
        Map<String, String> line = account.decide(update());
        assertTrue(line.get("reason").endsWith("; stopped " + first), line.toString());
        assertEquals(Standing.CANCELLED, board().standing());
        assertEquals(Map.of(first, "Pull request 7 has a newer revision."), account.stopped);
    }

    @Test
    void aPullRequestWhoseChecksAreNotNeededIsApprovedWithoutARun() {
        account.files.put(".signalbox.yml", "version: 1\nbuilds: { unit: { on: { pull_request: { paths: ['docs/**'] } } } }");
        account.decide(Events.pullRequest("pullRequestCreated"));
        assertEquals(Map.of(), account.runs);
        assertEquals(Standing.PASSED, board().standing());
        assertEquals(Set.of("unit"), account.pullRequests.checksApproving(id));
    }

    @Test
    void aTrustedBuildWaitsForAnApprovalOfSomebodyElse() {
        account.files.put(".signalbox.yml", TRUSTED);
        String first = account.decide(Events.pullRequest("pullRequestCreated")).get("run");
        assertEquals(List.of("unit Waiting", "deploy NeedsApproval"), rows());
        account.pullRequests.approve(id, Events.ADA);
        account.pullRequests.approve(id, FakePullRequests.ROLE + "unit");
        assertEquals("ignored", account.decide(Events.pullRequest("pullRequestApprovalStateChanged")).get("decision"));
        account.pullRequests.approve(id, BOB);
        Map<String, String> line = account.decide(Events.pullRequest("pullRequestApprovalStateChanged"));
        assertEquals("started", line.get("decision"));
        assertEquals(List.of("unit Waiting", "deploy Waiting"), rows(), "what was not over runs with it");
        assertEquals(Set.of(first), account.stopped.keySet());
        account.now = account.now.plusMillis(1);
        assertEquals("ignored", account.decide(Events.pullRequest("pullRequestApprovalStateChanged")).get("decision"));
        assertEquals(2, account.runs.size());
    }

    @Test
    void anApprovalThatCameFirstIsSeen() {
        account.files.put(".signalbox.yml", TRUSTED);
        account.pullRequests.approve(id, BOB);
        account.decide(Events.pullRequest("pullRequestCreated"));
        assertEquals(List.of("deploy Waiting", "unit Waiting"), rows());
        assertEquals(1, account.runs.size());
    }

    @Test
    void ourOwnVotesLeadToNothing() {
        account.files.put(".signalbox.yml", TRUSTED);
        account.decide(Events.pullRequest("pullRequestCreated"));
        int edits = account.voice.edits;
        ObjectNode vote = Events.pullRequest("pullRequestApprovalStateChanged");
        Events.detail(vote).put("callerUserArn", FakePullRequests.ROLE + "unit");
        assertEquals("ignored", account.decide(vote).get("decision"));
        assertEquals(edits, account.voice.edits);
    }

    @Test
    void whoeverIsCalledAgainBringsTheCommentUpToTheBoard() {
        account.decide(Events.pullRequest("pullRequestCreated"));
        String comment = account.voice.comments.get(id);
        account.pullRequests.edit(comment, "**Signalbox: of before**");
        account.now = account.now.plusMillis(1);
        assertEquals("duplicate", account.decide(Events.pullRequest("pullRequestCreated")).get("decision"));
        assertTrue(account.voice.said(id).startsWith("**Signalbox: running**"), account.voice.said(id));
    }

    @Test
    void aRunThatNeedsNoBuildIsOverAtOnceAndSoIsWhatWasSaidBefore() {
        account.files.put(".signalbox.yml", """
                version: 1
                builds:
                  unit: { on: { pull_request: { paths: ['docs/**'] } } }
                """);
        account.mergeResults.outlooks.put(Events.COMMIT, new Outlook.Conflict(List.of("a"), false));
        account.decide(Events.pullRequest("pullRequestCreated"));
        account.noticeboard.change("orders", id, board -> board.concluded(account.pullRequests.now(id).revision(),
                board.begun().run(), 1, List.of(), new Board.Ruling(Verdict.FAILED, "merge conflict with main in a", 1), Reported.NOTHING));
        assertEquals(Standing.FAILED, board().standing());
        account.mergeResults.outlooks.clear();
        account.decide(comment(BOB, "/test all"));
        assertEquals(List.of("unit NotNeeded"), rows());
        assertEquals(Standing.PASSED, board().standing());
        assertEquals(Set.of("unit"), account.pullRequests.checksApproving(id));
    }

    @Test
    void brokenRulesFailEvenIfNoBuildIsNeeded() {
        account.files.put(".signalbox.yml", "version: 1\nbuilds: { unit: { on: { pull_request: { paths: ['docs/**'] } } } }");
        account.rulesAt.put(Events.COMMIT, "version: 1\nbuilds: 3");
        account.changed = List.of(".signalbox.yml");
        account.decide(Events.pullRequest("pullRequestCreated"));
        assertEquals(List.of("unit NotNeeded"), rows());
        assertEquals(Standing.FAILED, board().standing());
        assertEquals(Set.of(), account.pullRequests.checksApproving(id));
    }

    @Test
    void aCancelThatComesAgainAfterManyCommandsStopsNothing() {
        account.decide(Events.pullRequest("pullRequestCreated"));
        ObjectNode cancel = comment(BOB, "/cancel");
        account.decide(cancel);
        assertEquals(1, account.stopped.size());
        for (int i = 0; i < 5; i++) {
            account.decide(comment(BOB, "/help"));
        }
        account.decide(comment(BOB, "/test all"));
        account.decide(cancel);
        assertEquals(1, account.stopped.size());
    }

    @Test
    void whetherRulesAreOverriddenIsAsCodeCommitSaysInWhicheverOrderItsEventsCome() {
        ObjectNode overridden = Events.pullRequest("pullRequestApprovalRuleOverridden");
        ObjectNode revoked = Events.pullRequest("pullRequestApprovalRuleOverridden");
        Events.detail(revoked).put("overrideStatus", "REVOKE");
        account.pullRequests.override(id, BOB);
        account.decide(overridden);
        assertEquals("user/bob", board().overridden());
        account.decide(revoked);
        assertEquals("user/bob", board().overridden(), "it came late");
        account.pullRequests.override(id, "");
        account.decide(overridden);
        assertEquals("", board().overridden());
    }

    @Test
    void aCommandRunsAgainWhatItNamesAndWhatIsNotOver() {
        String first = account.decide(Events.pullRequest("pullRequestCreated")).get("run");
        ObjectNode comment = comment(BOB, "/test unit");
        assertEquals("started", account.decide(comment).get("decision"));
        JsonNode again = input(2);
        assertEquals(List.of(2, 2), List.of(again.path("attempt").intValue(), again.at("/waves/0/builds").size()), again.toString());
        assertEquals(Set.of(first), account.stopped.keySet());
        account.now = account.now.plusMillis(1);
        assertEquals("duplicate", account.decide(comment).get("decision"));
        assertEquals(List.of("/test by user/bob: unit runs again"), answers());
    }

    @Test
    void aCommandOfSeveralLinesIsAnsweredLineByLine() {
        account.decide(Events.pullRequest("pullRequestCreated"));
        account.decide(comment(BOB, "/cancel\n/tset\n/test"));
        assertEquals(3, answers().size());
        assertEquals("/cancel by user/bob: what was running is stopped", answers().getFirst());
        assertTrue(answers().get(1).startsWith("/tset is no command: /test NAME"), answers().toString());
        assertEquals("/test wants the name of a check, or all", answers().get(2));
    }

    @Test
    void aCommandForANameThatIsNotThereSaysWhichAre() {
        account.decide(Events.pullRequest("pullRequestCreated"));
        account.decide(comment(BOB, "/test unti"));
        assertEquals(List.of("no check is named unti here: there is lint, unit"), answers());
        assertEquals(1, account.runs.size());
    }

    @Test
    void aCommandAboutAnOlderCommitIsNotActedOn() {
        ObjectNode late = comment(BOB, "/test all\n/cancel\n/skip unit known");
        account.decide(update());
        account.decide(late);
        assertEquals(1, account.runs.size());
        assertEquals(Map.of(), account.stopped);
        answers().forEach(answer -> assertTrue(answer.contains("older commit"), answer));
        assertEquals(2 + 1, answers().size());
    }

    @Test
    void onlyThoseWhomTheRulesNameMaySkip() {
        account.decide(Events.pullRequest("pullRequestCreated"));
        account.decide(comment(Events.ADA, "/skip unit it is known"));
        assertTrue(answers().getFirst().contains("user/ada is not among those whom the rules of main let skip"), answers().toString());
        assertEquals(Set.of(), account.pullRequests.checksApproving(id));
        account.decide(comment(BOB, "/skip unit it is known"));
        assertEquals(Set.of("unit"), account.pullRequests.checksApproving(id));
        assertEquals(List.of("lint Waiting", "unit Skipped"), rows());
    }

    @Test
    void whatWeWriteOurselvesAndWhatIsEditedAsksForNothing() {
        account.decide(Events.pullRequest("pullRequestCreated"));
        assertTrue(account.decide(comment(FakeVoice.US, "/cancel")).get("reason").endsWith("it is our own"));
        ObjectNode edited = comment(BOB, "/cancel");
        Events.detail(edited).put("event", "commentOnPullRequestUpdated");
        assertTrue(account.decide(edited).get("reason").endsWith("edits ask for nothing"));
        assertEquals(Map.of(), account.stopped);
    }

    @Test
    void aCommandBeforeAnyRunRunsEverythingOnce() {
        account.decide(comment(BOB, "/test unit"));
        account.now = account.now.plusMillis(1);
        assertEquals("duplicate", account.decide(Events.pullRequest("pullRequestCreated")).get("decision"));
        assertEquals(2, account.onlyInput().at("/waves/0/builds").size());
    }

    @Test
    void aPushIsLeftToThePullRequestThatBuildsItInWhicheverOrder() {
        account.files.put(".signalbox.yml", """
                version: 1
                builds:
                  unit: { on: { push: {}, pull_request: {} } }
                  docs: { on: { push: {} } }
                """);
        account.decide(Events.updated("topic", Events.BEFORE, Events.COMMIT));
        account.decide(Events.pullRequest("pullRequestCreated"));
        account.tips.put("topic", NEWER);
        account.decide(Events.updated("topic", Events.COMMIT, NEWER));
        assertEquals(List.of("docs", "unit", "docs"),
                account.runs.values().stream().map(run -> Fakes.json(run).at("/waves/0/builds/0/name").textValue()).toList());
    }

    @Test
    void ofTwoPushesOfOneSecondThatOfTheTipIsBuilt() {
        account.files.put(".signalbox.yml", "version: 1\nbuilds: { unit: { on: { push: {} } } }");
        account.tips.put("topic", NEWER);
        String newest = account.decide(Events.updated("topic", Events.COMMIT, NEWER)).get("run");
        Map<String, String> late = account.decide(Events.updated("topic", Events.BEFORE, Events.COMMIT));
        assertEquals("superseded by run " + newest, late.get("reason"));
        assertEquals(Map.of(), account.stopped);
    }

    @Test
    void brokenRulesOfTheTargetAreToldOnThePullRequest() {
        account.rulesAt.put(Events.BEFORE, "version: 1\nbuilds: {}");
        account.decide(Events.pullRequest("pullRequestCreated"));
        JsonNode input = account.onlyInput();
        assertTrue(input.at("/refusal/reason").isTextual(), input.toString());
        assertEquals(Events.BEFORE, input.at("/pullRequest/targetCommit").textValue());
        assertEquals(Events.BEFORE, board().revision() == null ? "" : board().revision().targetCommit());
    }

    @Test
    void aPlanThatIsTooLargeIsToldOnThePullRequest() {
        account.files.put(".signalbox.yml", """
                version: 1
                builds:
                  one: { on: { pull_request: {} }, matrix: { A: [%1$s], B: [%1$s] } }
                  two: { on: { pull_request: {} }, matrix: { A: [%1$s], B: [%1$s] } }
                """.formatted("'1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14'"));
        account.decide(Events.pullRequest("pullRequestCreated"));
        JsonNode input = account.onlyInput();
        assertEquals("the plan is too large: 392 builds, expected at most 256", input.at("/refusal/reason").textValue());
        assertEquals(Events.BEFORE, input.at("/pullRequest/targetCommit").textValue());
    }

    @Test
    void theActorOfAPullRequestIsItsAuthorWhoeverWakesUs() {
        account.files.put(".signalbox.yml", """
                version: 1
                builds: { deploy: { on: { pull_request: { trusted: true, actors: [user/ada] } } } }
                """);
        account.decide(Events.pullRequest("pullRequestCreated"));
        account.pullRequests.approve(id, BOB);
        ObjectNode approval = Events.pullRequest("pullRequestApprovalStateChanged");
        Events.detail(approval).put("callerUserArn", BOB);
        assertEquals("started", account.decide(approval).get("decision"));
        assertEquals("started", account.decide(comment(BOB, "/test deploy")).get("decision"));
        assertEquals(List.of("deploy Waiting"), rows());
    }

    @Test
    void whoAsksForChecksGetsThemWhateverTheTitleSays() {
        account.pullRequests.describe(id, "Try [skip ci]", "");
        assertEquals("ignored", account.decide(Events.pullRequest("pullRequestCreated")).get("decision"));
        String run = account.decide(comment(BOB, "/test all")).get("run");
        assertEquals(2, account.onlyInput().at("/waves/0/builds").size());
        assertEquals(List.of("/test all by user/bob: all checks run again"), answers());
        account.now = account.now.plusMillis(1);
        Map<String, String> late = account.decide(Events.pullRequest("pullRequestCreated"));
        assertEquals(List.of("duplicate", run), List.of(late.get("decision"), late.get("run")));
    }

    @Test
    void aReplyIsAboutWhatThereIsNow() {
        ObjectNode test = reply("/test all");
        ObjectNode again = reply("/retest");
        ObjectNode cancel = reply("/cancel");
        account.decide(update());
        assertEquals("started", account.decide(test).get("decision"));
        assertEquals("started", account.decide(again).get("decision"));
        assertEquals("stopped", account.decide(cancel).get("decision"));
    }

    @Test
    void aSkipInAReplyIsNotActedOn() {
        account.decide(Events.pullRequest("pullRequestCreated"));
        account.decide(reply("/skip unit it is known"));
        assertEquals(List.of("/skip in a reply is not acted on, since a reply does not tell which commit it is about: write a new comment"),
                answers());
        assertEquals(Set.of(), account.pullRequests.checksApproving(id));
    }

    @Test
    void commandsThatAreNotReadAreToldOf() {
        account.decide(Events.pullRequest("pullRequestCreated"));
        account.decide(comment(BOB, "/a\n/b\n/c\n/d\n/e\n/f\n/g"));
        assertEquals(6, answers().size(), answers().toString());
        assertTrue(answers().getFirst().startsWith("/a is no command"), answers().toString());
        assertEquals("only the first 5 commands of a comment are read", answers().getLast());
    }

    @Test
    void whatWasDoneWithoutARunIsSaidToBeDone() {
        account.decide(Events.pullRequest("pullRequestCreated"));
        ObjectNode skip = comment(BOB, "/skip unit it is known");
        assertEquals("acted", account.decide(skip).get("decision"));
        assertEquals("ignored", account.decide(skip).get("decision"));
        assertEquals("acted", account.decide(Events.pullRequest("pullRequestApprovalRuleOverridden")).get("decision"));
    }

    @Test
    void whatANeedOfThePushIsIsNotLeftToAPullRequest() {
        account.files.put(".signalbox.yml", """
                version: 1
                builds:
                  base: { on: { push: {}, pull_request: {} } }
                  deploy: { on: { push: {} }, needs: [unit] }
                  lint: { on: { push: {}, pull_request: {} } }
                  unit: { on: { push: {}, pull_request: {} }, needs: [base] }
                """);
        account.decide(Events.updated("topic", Events.BEFORE, Events.COMMIT));
        assertEquals(List.of("base", "unit", "deploy"), input(1).path("waves").findValuesAsText("name"));
    }

    @Test
    void aPushToTheDefaultBranchIsLeftToNoPullRequest() {
        account.files.put(".signalbox.yml", "version: 1\nbuilds: { unit: { on: { push: {}, pull_request: {} } } }");
        account.pullRequests.tips.put("release", Events.BEFORE);
        account.pullRequests.open("main", "release", Events.ADA);
        account.decide(Events.updated("main", Events.COMMIT, Events.BEFORE));
        assertEquals("push", account.onlyInput().path("trigger").textValue());
    }

    @Test
    void whatAPullRequestDoesNotBuildInFullIsNotLeftToIt() {
        account.files.put(".signalbox.yml", """
                version: 1
                builds:
                  pack: { on: { push: {}, pull_request: {} }, artifacts: {} }
                  unit: { on: { push: {}, pull_request: {} }, env: { KEY: { secret: signalbox/key } } }
                """);
        account.decide(Events.updated("topic", Events.BEFORE, Events.COMMIT));
        assertEquals(List.of("pack", "unit"), account.onlyInput().path("waves").findValuesAsText("name"));
    }

    @Test
    void aPushThatIsLeftToAPullRequestHasItsChecksRunEvenIfNobodyTellsOfIt() {
        account.files.put(".signalbox.yml", "version: 1\nbuilds: { unit: { on: { push: {}, pull_request: {} } } }");
        account.pullRequests.push("topic", NEWER);
        account.tips.put("topic", NEWER);
        Map<String, String> line = account.decide(Events.updated("topic", Events.COMMIT, NEWER));
        assertEquals("started", line.get("decision"), line.toString());
        assertEquals(List.of("pull_request", NEWER, "r2"), List.of(account.onlyInput().path("trigger").textValue(),
                account.onlyInput().path("commit").textValue(), account.onlyInput().at("/pullRequest/revision").textValue()));
        account.now = account.now.plusMillis(1);
        assertEquals("duplicate", account.decide(update()).get("decision"));
    }

    @Test
    void anApprovedBuildWaitsForWhatItNeedsThatFailed() {
        account.files.put(".signalbox.yml", NEEDING);
        failed(account.decide(Events.pullRequest("pullRequestCreated")).get("run"), "unit");
        account.pullRequests.approve(id, BOB);
        account.decide(Events.pullRequest("pullRequestApprovalStateChanged"));
        assertEquals(List.of("base", "unit", "deploy"), input(2).path("waves").findValuesAsText("name"));
    }

    @Test
    void aBuildThatIsAskedForByNameWaitsForWhatItNeedsThatIsNotGood() {
        account.files.put(".signalbox.yml", NEEDING);
        account.pullRequests.approve(id, BOB);
        String run = account.decide(Events.pullRequest("pullRequestCreated")).get("run");
        failed(run, "unit");
        account.decide(comment(BOB, "/test deploy"));
        assertEquals(List.of("base", "unit", "deploy"), input(2).path("waves").findValuesAsText("name"));
        assertEquals(List.of("/test by user/bob: deploy runs again"), answers());
    }

    @Test
    void whatIsGoodDoesNotRunAgainForWhatNeedsIt() {
        account.files.put(".signalbox.yml", NEEDING);
        account.pullRequests.approve(id, BOB);
        String run = account.decide(Events.pullRequest("pullRequestCreated")).get("run");
        failed(run, "deploy");
        account.decide(comment(BOB, "/test deploy"));
        assertEquals(List.of("deploy"), input(2).path("waves").findValuesAsText("name"));
    }

    @Test
    void anEventOfARevisionThatCodeCommitDoesNotShowYetIsLookedAtAgain() {
        account.decide(Events.pullRequest("pullRequestCreated"));
        ObjectNode ahead = Events.pullRequest("pullRequestSourceBranchUpdated");
        Events.detail(ahead).put("sourceCommit", NEWER).put("revisionId", "r2");
        assertThrows(RuntimeException.class, () -> account.decide(ahead));
        assertEquals(List.of("retry", "PullRequestIsBehind: CodeCommit shows revision r1 of pull request 7, and not r2 yet"),
                List.of(account.lines.getLast().get("decision"), account.lines.getLast().get("reason")));
        update();
        assertEquals("started", account.decide(ahead).get("decision"));
    }

    @Test
    void anEventOfARevisionThatCodeCommitNeverShowsIsLookedAtAgainForAMinute() {
        account.decide(Events.pullRequest("pullRequestCreated"));
        ObjectNode ahead = Events.pullRequest("pullRequestSourceBranchUpdated");
        Events.detail(ahead).put("sourceCommit", NEWER).put("revisionId", "r2");
        account.now = Fakes.NOW.plusSeconds(60);
        assertEquals("duplicate", account.decide(ahead).get("decision"));
    }

    @Test
    void aBuildspecOfTheTargetIsInTheInputOnce() {
        String text = "version: 0.2\n" + "#".repeat(8_000);
        account.files.put("ci/unit.yml", text);
        account.files.put(".signalbox.yml", """
                version: 1
                builds:
                  lint: { on: { pull_request: {} }, buildspec: ci/unit.yml }
                  unit: { on: { pull_request: {} }, buildspec: { from: target, path: ci/unit.yml }, matrix: { A: [%s] } }
                """.formatted(String.join(", ", IntStream.range(0, 30).mapToObj("'%d'"::formatted).toList())));
        account.decide(Events.pullRequest("pullRequestCreated"));
        JsonNode builds = account.onlyInput().at("/waves/0/builds");
        assertEquals(31, builds.size(), account.onlyInput().path("refusal")::toString);
        assertEquals(Map.of("ci/unit.yml", text + "\n"), Payloads.JSON.convertValue(account.onlyInput().path("buildspecs"), Map.class));
        assertEquals(List.of("ci/unit.yml", ""), List.of(builds.path(0).path("buildspec").asText(), builds.path(0).path("targetBuildspec").asText()));
        assertEquals(List.of("", "ci/unit.yml"), List.of(builds.path(1).path("buildspec").asText(), builds.path(1).path("targetBuildspec").asText()));
    }

    @Test
    void whatHappensToOurOwnBranchesLeadsToNothing() {
        String ours = "branches that begin with signalbox/merge/ are our own";
        assertEquals(ours, account.decide(Events.created("signalbox/merge/pull-request-1", Events.COMMIT)).get("reason"));
        assertEquals(ours, account.decide(deleted("branch", "signalbox/merge/pull-request-1")).get("reason"));
    }

    @Test
    void whatOnlyHasTheirNameIsSomebodysOwn() {
        account.files.put(".signalbox.yml", "version: 1\nbuilds: { unit: { on: { push: {}, tag: {} } } }");
        assertEquals("started", account.decide(Events.created("signalbox/topic", Events.COMMIT)).get("decision"));
        ObjectNode tag = Events.tag("referenceCreated");
        Events.detail(tag).put("referenceName", "signalbox/merge/1.0").put("referenceFullName", "refs/tags/signalbox/merge/1.0");
        assertEquals("started", account.decide(tag).get("decision"));
        assertNotEquals("branches that begin with signalbox/merge/ are our own",
                account.decide(deleted("tag", "signalbox/merge/1.0")).get("reason"));
    }

    private static ObjectNode deleted(String type, String name) {
        ObjectNode event = Events.deleted(type);
        Events.detail(event).put("referenceName", name)
                .put("referenceFullName", (type.equals("tag") ? "refs/tags/" : "refs/heads/") + name);
        return event;
    }

    private ObjectNode update() {
        account.pullRequests.push("topic", NEWER);
        account.tips.put("topic", NEWER);
        ObjectNode event = Events.pullRequest("pullRequestSourceBranchUpdated");
        Events.detail(event).put("sourceCommit", NEWER).put("revisionId", "r2");
        return event;
    }

    private ObjectNode comment(String by, String text) {
        ObjectNode event = Events.all().get("commentOnPullRequestCreated");
        Events.detail(event).put("commentId", account.pullRequests.comment(by, text)).put("callerUserArn", by)
                .put("afterCommitId", account.pullRequests.now(id).revision().commit());
        return event;
    }

    /** As CodeCommit tells of one: about the commit of the comment that it replies to. */
    private ObjectNode reply(String text) {
        ObjectNode event = comment(BOB, text);
        Events.detail(event).put("inReplyTo", "c1:r1").put("afterCommitId", Events.COMMIT);
        return event;
    }

    /** A run ends with one build that fails: what needs it is skipped, and so on; {@code base} and whatever else passes. */
    private void failed(String run, String build) {
        List<Row> rows = board().checks().stream().filter(check -> !(check.progress() instanceof Progress.NeedsApproval)).map(check -> {
            boolean fails = check.name().equals(build) || build.equals("unit") && !check.name().equals("lint");
            Outcome outcome = !fails ? Outcome.SUCCEEDED : check.name().equals(build) ? Outcome.FAILED : Outcome.SKIPPED;
            return new Row(check.name(), check.check(), true, new Progress.Ended(outcome, !fails, "", 1, "", ""));
        }).toList();
        account.ended.add(run);
        account.noticeboard.change("orders", id, board -> board.concluded(account.pullRequests.now(id).revision(), run, 1, rows, null,
                Reported.NOTHING));
    }

    private Board board() {
        return account.boards.now("orders", id);
    }

    private List<String> rows() {
        return board().checks().stream().map(PullRequestRouteTest::row).toList();
    }

    private static String row(Check check) {
        Progress progress = check.progress();
        return check.name() + " " + progress.getClass().getSimpleName();
    }

    private List<String> answers() {
        return board().answers().stream().map(Board.Answer::line).toList();
    }

    private JsonNode input(int number) {
        return Fakes.json(List.copyOf(account.runs.values()).get(number - 1));
    }
}
