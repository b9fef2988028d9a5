package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

import dev.signalbox.local.codebuild.CodeBuild;
import dev.signalbox.local.endtoend.CloudInHand.Told;
import dev.signalbox.plan.Subject;
import dev.signalbox.run.RunId;
import dev.signalbox.trigger.Origin;
import dev.signalbox.trigger.Trigger;
import dev.signalbox.local.sns.Mailbox;

/** The life of a pull request, from its opening to its merge. */
@OnTheLocalCloud
class PullRequestsTest {

    private static final String RULES = """
            version: 1
            builds:
              unit: { on: { pull_request: { targets: [main] } } }
            """;

    private final CloudInHand cloud;
    private final Repository repository;

    PullRequestsTest(CloudInHand cloud, Repository repository) {
        this.cloud = cloud;
        this.repository = repository;
    }

    @BeforeEach
    void main() {
        rules(RULES);
    }

    private void rules(String rules) {
        repository.commit("Begin", Map.of(".signalbox.yml", rules, "buildspec.yml", Buildspecs.of("echo main"), "a", "1\n", "b", "1\n"));
        repository.push();
    }

    private String topic(Map<String, String> files) {
        repository.git("checkout", "-q", "-B", "topic");
        String commit = repository.commit("Change it", files);
        repository.push();
        return commit;
    }

    private PullRequest open(Map<String, String> files) {
        topic(files);
        return PullRequest.open(cloud, repository, "topic", "Change it");
    }

    private static Map<String, String> building(String... commands) {
        return Map.of("buildspec.yml", Buildspecs.of(commands));
    }

    private CodeBuild.Hold hold(PullRequest pull) {
        return cloud.local().builds().hold(build -> of(build, pull));
    }

    private static boolean of(Build build, PullRequest pull) {
        return build.environment().environmentVariables().stream()
                .anyMatch(variable -> variable.name().equals("SIGNALBOX_PULL_REQUEST") && variable.value().equals(pull.id()));
    }

    @Test
    void oneCheckThatPassesEntersAtMostEightStates() {
        PullRequest pull = open(building("true"));
        Told told = pull.told(1).getFirst();
        assertEquals("passed", told.verdict());
        List<String> entered = cloud.history(told.document().path("run").path("arn").asText()).stream()
                .map(HistoryEvent::stateEnteredEventDetails).filter(Objects::nonNull).map(details -> details.name()).toList();
        assertTrue(entered.size() <= 8, () -> entered.size() + " states: " + entered);
        assertEquals(List.of("unit"), pull.approvals());
        pull.awaitComment("passed");
    }

    @Test
    void aFailingCheckIsToldAndHoldsTheVote() {
        PullRequest pull = open(building("exit 3"));
        assertEquals("failed", pull.told(1).getFirst().verdict());
        String comment = pull.awaitComment("failed");
        assertTrue(comment.contains("unit"), comment);
        assertTrue(comment.contains("/retest"), comment);
        assertEquals(List.of(), pull.approvals());
    }

    @Test
    void theCommentShowsHowFarABuildIs() {
        topic(building("true"));
        CodeBuild.Hold hold = cloud.local().builds().hold(build -> true);
        PullRequest pull = PullRequest.open(cloud, repository, "topic", "Change it");
        pull.awaitComment("running");
        hold.release();
        pull.awaitComment("passed");
        pull.told(1);
    }

    @Test
    void aNewRevisionSupersedesTheOneBefore() {
        topic(building("sleep 600"));
        PullRequest pull = PullRequest.open(cloud, repository, "topic", "Change it");
        pull.awaitComment("running");
        cloud.awaitThat("the first revision's build", () -> !builds(pull).isEmpty());
        topic(building("true"));
        pull.awaitApprovals("unit");
        List<Told> told = pull.told(2);
        assertEquals(List.of("passed", "superseded"), told.stream().map(Told::verdict).sorted().toList());
        assertEquals(List.of("STOPPED", "SUCCEEDED"), builds(pull).stream().map(Build::buildStatusAsString).sorted().toList());
    }

    private List<Build> builds(PullRequest pull) {
        List<String> ids = cloud.codeBuild.listBuildsForProject(request -> request.projectName(cloud.output("PullRequestProjectName"))).ids();
        return ids.isEmpty() ? List.of() : cloud.codeBuild.batchGetBuilds(request -> request.ids(ids.stream().limit(20).toList())).builds()
                .stream().filter(build -> of(build, pull)).toList();
    }

    @Test
    void theMergeResultIsBuiltAndItsBranchRemoved() {
        topic(Map.of("a", "topic\n", "buildspec.yml", Buildspecs.of("cat a b")));
        repository.git("checkout", "-q", "main");
        repository.commit("Go on", Map.of("b", "main\n"));
        repository.push();
        PullRequest pull = PullRequest.open(cloud, repository, "topic", "Change it");
        Told told = pull.told(1).getFirst();
        assertEquals("passed", told.verdict());
        List<String> log = cloud.log(told.document().path("builds").path(0));
        assertTrue(log.containsAll(List.of("topic", "main")), log::toString);
        assertEquals(List.of(), pull.mergeBranches());
    }

    @Test
    void aConflictIsToldWithoutABuild() {
        topic(Map.of("a", "topic\n"));
        repository.git("checkout", "-q", "main");
        repository.commit("Go on", Map.of("a", "main\n"));
        repository.push();
        PullRequest pull = PullRequest.open(cloud, repository, "topic", "Change it");
        Told told = pull.told(1).getFirst();
        assertEquals("failed", told.verdict());
        assertEquals("merge conflict with main in a", told.reason());
        assertTrue(pull.awaitComment("failed").contains("conflict"));
        assertEquals(List.of(), builds(pull));
    }

    @Test
    void closingStopsWhatRuns() {
        topic(building("sleep 600"));
        PullRequest pull = PullRequest.open(cloud, repository, "topic", "Change it");
        cloud.awaitThat("its build", () -> !builds(pull).isEmpty());
        pull.close();
        Told told = pull.told(1).getFirst();
        assertEquals("cancelled", told.verdict());
        assertTrue(told.reason().contains("was closed"), told::reason);
        assertEquals(List.of("STOPPED"), builds(pull).stream().map(Build::buildStatusAsString).toList());
    }

    @Test
    void whatFailedRunsAgainOnRequest() {
        PullRequest pull = open(building("test \"$SIGNALBOX_ATTEMPT\" = 2"));
        pull.awaitComment("failed");
        pull.say("Flaky, I guess.\n\n/retest");
        pull.awaitApprovals("unit");
        assertTrue(pull.awaitComment("passed").contains("retest"));
        pull.told(2);
    }

    @Test
    void commandsAreAnsweredInTheOneComment() {
        PullRequest pull = open(building("true"));
        pull.awaitComment("passed");
        pull.say("/frobnicate");
        pull.awaitComment("the unknown command", text -> text.contains("frobnicate"));
        pull.say("/skip unit because");
        pull.awaitComment("who may not skip", text -> text.contains("user/developer"));
        pull.told(1);
        assertEquals(1, pull.comments().size());
    }

    @Test
    void whoMaySkipsACheck() {
        rules(RULES + "commands: { skip: [user/developer] }\n");
        PullRequest pull = open(building("exit 1"));
        pull.awaitComment("failed");
        pull.say("/skip unit the mirror is down");
        pull.awaitApprovals("unit");
        assertTrue(pull.awaitComment("passed").contains("the mirror is down"));
        pull.told(1);
    }

    @Test
    void anUntouchedCheckApproves() {
        rules("""
                version: 1
                builds:
                  unit: { on: { pull_request: { targets: [main] } } }
                  docs: { on: { pull_request: { targets: [main], paths: ['docs/**'] } } }
                """);
        PullRequest pull = open(building("true"));
        pull.awaitApprovals("docs", "unit");
        pull.told(1);
    }

    @Test
    void aPushIsLeftToThePullRequest() {
        rules(RULES.replace("{ pull_request", "{ push: {}, pull_request"));
        cloud.settle();
        PullRequest pull = open(building("true"));
        pull.told(1);
        String commit = topic(building("echo again"));
        pull.told(2);
        List<Told> ofTheCommit = cloud.told(repository.name()).stream().filter(told -> told.commit().equals(commit)).toList();
        assertEquals(List.of("pull_request"), ofTheCommit.stream().map(told -> told.document().path("trigger").asText()).toList());
    }

    @Test
    void theRulesAreTheTargetsAndTheirChangeIsExplained() {
        topic(Map.of(".signalbox.yml", "version: 1\nbuilds: {}\n", "buildspec.yml", Buildspecs.of("exit 1")));
        PullRequest pull = PullRequest.open(cloud, repository, "topic", "Loosen it");
        assertEquals("failed", pull.told(1).getFirst().verdict());
        assertTrue(pull.awaitComment("failed").contains(".signalbox.yml"));
    }

    @Test
    void aBrokenRulesFileOfItsOwnFails() {
        PullRequest pull = open(Map.of(".signalbox.yml", "version: 1\nbulids: {}\n"));
        Told told = pull.told(1).getFirst();
        assertEquals("failed", told.verdict());
        assertEquals(List.of("SUCCEEDED"), told.outcomes());
        assertTrue(told.reason().contains("did you mean 'builds'"), told::reason);
        pull.awaitComment("failed");
        assertEquals(List.of(), pull.approvals());
    }

    @Test
    void theTargetsCommandsAreRunWhereTheRulesSaySo() {
        rules("""
                version: 1
                builds:
                  unit: { on: { pull_request: { targets: [main] } }, buildspec: { from: target } }
                """);
        PullRequest pull = open(building("exit 1"));
        Told told = pull.told(1).getFirst();
        assertEquals("passed", told.verdict());
        assertTrue(cloud.log(told.document().path("builds").path(0)).contains("main"));
    }

    @Test
    void aTrustedBuildWaitsForAnApprovalOfTheRevision() {
        String name = "/signalbox/" + repository.name();
        cloud.ssm.putParameter(request -> request.name(name).value("open sesame").type("SecureString"));
        rules("""
                version: 1
                builds:
                  deploy:
                    on: { pull_request: { targets: [main], trusted: true } }
                    env: { WORD: { parameter: %s } }
                """.formatted(name));
        PullRequest pull = open(building("test \"$WORD\" = 'open sesame'"));
        pull.awaitComment("waiting");
        assertEquals(List.of(), builds(pull));
        cloud.as("grace").updatePullRequestApprovalState(request -> request.pullRequestId(pull.id())
                .revisionId(pull.state().revisionId()).approvalState("APPROVE"));
        pull.awaitApprovals("deploy", "grace");
        Told told = pull.told(1).getFirst();
        assertEquals("passed", told.verdict());
        assertFalse(pull.awaitComment("passed").contains("open sesame"));
    }

    @Test
    void whoSetsItsApprovalRulesAsideIsNamedInAnEmailAndInTheComment() {
        PullRequest pull = open(building("true"));
        pull.told(1);
        cloud.as("grace").overridePullRequestApprovalRules(request -> request.pullRequestId(pull.id())
                .revisionId(pull.state().revisionId()).overrideStatus("OVERRIDE"));
        Mailbox.Email email = cloud.await("an email about the override", () -> cloud.emails().stream()
                .filter(each -> each.text().contains(repository.name()) && each.text().startsWith("\"Approval rules")).findFirst());
        assertEquals("team@example.com", email.to());
        String expected = "pull request %s of %s: OVERRIDE by arn:aws:iam::123456789012:user/grace at "
                .formatted(pull.id(), repository.name());
        assertTrue(email.text().contains(expected), email.text());
        pull.awaitComment("who did it", text -> text.contains("user/grace"));
        assertEquals(List.of("unit"), pull.approvals());
    }

    @Test
    void aBranchThatStandsWhereTheMergeResultGoesIsNotBuilt() {
        topic(Map.of("a", "topic\n", "buildspec.yml", Buildspecs.of("cat a b")));
        repository.git("checkout", "-q", "main");
        String other = repository.commit("Go on", Map.of("b", "main\n"));
        repository.push();
        PullRequest pull = PullRequest.open(cloud, repository, "topic", "Change it");
        pull.told(1);
        cloud.codeCommit.createBranch(request -> request.repositoryName(repository.name())
                .branchName("signalbox/merge/" + run(pull, 2)).commitId(other));
        pull.say("/test all");
        Told again = pull.told(2).getLast();
        assertEquals("passed", again.verdict());
        List<String> log = cloud.log(again.document().path("builds").path(0));
        assertTrue(log.containsAll(List.of("topic", "main")), log::toString);
        assertEquals(List.of(), pull.mergeBranches());
    }

    private RunId run(PullRequest pull, int attempt) {
        dev.signalbox.trigger.PullRequest proposal = new dev.signalbox.trigger.PullRequest(
                pull.id(), repository.name(), "", "", "", pull.state().revisionId(), "", "", "");
        return RunId.of(new Subject(new Trigger.ChecksDue(new Origin("any", Instant.EPOCH, ""), proposal, List.of(), attempt, true),
                "main", "", "", false));
    }

    @Test
    void aBoardThatIsLostFindsItsCommentAgain() {
        PullRequest pull = open(building("exit 1"));
        pull.told(1);
        String comment = pull.comments().getFirst().commentId();
        cloud.dynamoDb.deleteItem(request -> request.tableName(cloud.output("RunsTableName"))
                .key(Map.of("pk", AttributeValue.fromS("pull-request#%s#%s".formatted(repository.name(), pull.id())))));
        topic(building("true"));
        pull.told(2);
        pull.awaitComment("passed");
        assertEquals(comment, pull.comments().getFirst().commentId());
    }
}
