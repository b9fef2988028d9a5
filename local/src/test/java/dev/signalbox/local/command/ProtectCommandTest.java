package dev.signalbox.local.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleTemplate;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleTemplateDoesNotExistException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;

import dev.signalbox.local.LocalCloud;
import dev.signalbox.local.codecommit.GitOverHttp;
import dev.signalbox.local.command.GitProject.Ended;

/** {@code ./signalbox protect} against a local cloud, and what the policy that it names holds back. */
class ProtectCommandTest {

    private static final String RULES = """
            version: 1
            builds:
              unit: { on: { pull_request: {} } }
              lint: { on: { pull_request: {} } }
            """;

    /** What the SDK takes before the environment, which a JVM cannot change. Empty: the cloud's endpoint. */
    private static final Map<String, String> PROPERTIES = Map.of("aws.endpointUrl", "", "aws.region", "us-east-1",
            "aws.accessKeyId", "developer", "aws.secretAccessKey", "local");

    @TempDir
    private static Path folder;
    private static LocalCloud cloud;
    private static CodeCommitClient codeCommit;

    private final String repository = "orders-" + UUID.randomUUID().toString().substring(0, 8);
    /** Templates are the account's: a branch of its own keeps the tests apart. */
    private final String branch = "main-" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeAll
    static void start() throws IOException {
        cloud = LocalCloud.start(new LocalCloud.Options(Path.of("..").toRealPath(), 0, Files.createDirectory(folder.resolve("data")),
                Map.of("ProtectedBranches", "refs/heads/main-*"), Optional.empty()));
        codeCommit = client(CodeCommitClient.builder(), "developer");
        PROPERTIES.forEach((name, value) -> System.setProperty(name, value.isEmpty() ? cloud.endpoint().toString() : value));
    }

    @AfterAll
    static void end() {
        PROPERTIES.keySet().forEach(System::clearProperty);
        codeCommit.close();
        cloud.close();
    }

    @BeforeEach
    void repositoryWithRules() {
        codeCommit.createRepository(create -> create.repositoryName(repository));
        codeCommit.putFile(put -> put.repositoryName(repository).branchName(branch).filePath(".signalbox.yml")
                .fileContent(SdkBytes.fromUtf8String(RULES)));
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder, String user) {
        return builder.endpointOverride(cloud.endpoint()).region(Region.US_EAST_1).httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(user, "any"))).build();
    }

    /** The environment that {@code ./signalbox local} prints, with one variable left out or another. */
    private static Map<String, String> environment(String name, String value) {
        Map<String, String> all = new HashMap<>(Map.of("AWS_ENDPOINT_URL", cloud.endpoint().toString(), "AWS_DEFAULT_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", "developer", "AWS_SECRET_ACCESS_KEY", "local", "AWS_EC2_METADATA_DISABLED", "true",
                "AWS_CONFIG_FILE", "/dev/null", "AWS_SHARED_CREDENTIALS_FILE", "/dev/null"));
        all.put(name, value);
        all.values().removeIf(String::isEmpty);
        return all;
    }

    /** In a process of its own, with an environment of its own. */
    private static Ended process(Map<String, String> environment, String... words) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-Dslf4j.provider=org.slf4j.nop.NOPServiceProvider", "-Dslf4j.internal.verbosity=WARN",
                "-cp", System.getProperty("java.class.path"), Main.class.getName(), "protect"));
        command.addAll(List.of(words));
        try {
            Path errors = Files.createTempFile(folder, "errors", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output, Files.readString(errors));
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }

    private static Ended on(String repository, String branch, String... words) {
        List<Object> all = new ArrayList<>(List.of("protect", "--repository", repository, "--branch", branch));
        all.addAll(List.of(words));
        return GitProject.signalbox(all.toArray());
    }

    private Ended protect(String... words) {
        return on(repository, branch, words);
    }

    private Ended protects(String... words) {
        Ended ended = protect(words);
        assertEquals("", ended.errors());
        assertEquals(0, ended.status(), ended.output());
        return ended;
    }

    private String name(String check) {
        return "%s on %s by signalbox".formatted(check, branch);
    }

    private static TreeSet<String> templatesOf(String repository) {
        return new TreeSet<>(codeCommit.listAssociatedApprovalRuleTemplatesForRepository(list -> list.repositoryName(repository))
                .approvalRuleTemplateNames());
    }

    private static ApprovalRuleTemplate template(String name) {
        return codeCommit.getApprovalRuleTemplate(get -> get.approvalRuleTemplateName(name)).approvalRuleTemplate();
    }

    private static void assertGone(String name) {
        assertThrows(ApprovalRuleTemplateDoesNotExistException.class, () -> template(name));
    }

    private static void make(String name, String description) {
        codeCommit.createApprovalRuleTemplate(create -> create.approvalRuleTemplateName(name).approvalRuleTemplateDescription(description)
                .approvalRuleTemplateContent("{\"Version\": \"2018-11-08\", \"Statements\": [{\"Type\": \"Approvers\", "
                        + "\"NumberOfApprovalsNeeded\": 2}]}"));
    }

    private static void apply(String name, String repository) {
        codeCommit.associateApprovalRuleTemplateWithRepository(
                associate -> associate.approvalRuleTemplateName(name).repositoryName(repository));
    }

    private static String line(String what, String name) {
        return "\n  %-10s  %s\n".formatted(what, name);
    }

    // ---- what is asked for

    @Test
    void eachCheckHasATemplateThatNeedsItsVote() {
        Ended ended = protects("--checks", "unit,lint");
        assertTrue(ended.output().contains(line("made", name("unit")).stripTrailing() + line("made", name("lint"))), ended.output());
        assertFalse(ended.output().contains("Warning"), ended.output());
        assertEquals(new TreeSet<>(List.of(name("unit"), name("lint"))), templatesOf(repository));
        String role = cloud.stack().output("ChecksRoleArn").replaceFirst(".*/", "");
        assertEquals(("{\"Version\":\"2018-11-08\",\"DestinationReferences\":[\"refs/heads/%s\"],\"Statements\":[{\"Type\":\"Approvers\","
                + "\"NumberOfApprovalsNeeded\":1,\"ApprovalPoolMembers\":[\"arn:aws:sts::123456789012:assumed-role/%s/unit\"]}]}")
                .formatted(branch, role), template(name("unit")).approvalRuleTemplateContent());
    }

    @Test
    void theEndSaysHowToKeepPeopleFromGoingAround() {
        Ended ended = protects("--checks", "unit,lint");
        assertTrue(ended.output().contains("every pull request that is opened from now on"), ended.output());
        assertTrue(ended.output().endsWith("\n  aws iam attach-group-policy --group-name GROUP --policy-arn "
                + cloud.stack().output("ProtectedBranchesPolicyArn") + "\n"), ended.output());
    }

    @Test
    void askedAgainItChangesNothingAndSaysSo() {
        protects("--checks", "unit,lint");
        List<ApprovalRuleTemplate> before = List.of(template(name("unit")), template(name("lint")));
        Ended again = protects("--checks", "lint,unit,lint");
        assertTrue(again.output().contains("\nNothing to change.\n"), again.output());
        assertEquals(before, List.of(template(name("unit")), template(name("lint"))));
    }

    @Test
    void aCheckThatIsNotAskedForAnyMoreGoes() {
        protects("--checks", "unit,lint");
        Ended ended = protects("--checks", "unit");
        String both = line("in force", name("unit")).stripTrailing() + line("taken away", name("lint"));
        assertTrue(ended.output().contains(both), ended.output());
        assertEquals(new TreeSet<>(List.of(name("unit"))), templatesOf(repository));
        assertGone(name("lint"));
    }

    @Test
    void repositoriesShareATemplateUntilTheLastLeavesIt() {
        protects("--checks", "unit,lint");
        String other = repository + "-other";
        codeCommit.createRepository(create -> create.repositoryName(other));
        Ended joined = on(other, branch, "--checks", "unit");
        assertTrue(joined.output().contains(line("applied", name("unit"))), joined.output());
        Ended left = protects("--remove");
        assertTrue(left.output().contains("taken away  " + name("unit") + "  (other repositories keep it)\n"), left.output());
        assertEquals(List.of(), List.copyOf(templatesOf(repository)));
        assertEquals(new TreeSet<>(List.of(name("unit"))), templatesOf(other));
        assertGone(name("lint"));
        on(other, branch, "--remove");
        assertGone(name("unit"));
        assertTrue(protects("--remove").output().contains("Nothing to change."));
    }

    @Test
    void aTemplateThatSomebodyChangedIsPutRight() {
        protects("--checks", "unit,lint");
        String right = template(name("unit")).approvalRuleTemplateContent();
        codeCommit.updateApprovalRuleTemplateContent(update -> update.approvalRuleTemplateName(name("unit"))
                .newRuleContent(right.replace("/unit\"", "/*\"")));
        Ended ended = protects("--checks", "unit,lint");
        assertTrue(ended.output().contains("  put right   " + name("unit") + "  (it asked for something else)\n"), ended.output());
        assertEquals(right, template(name("unit")).approvalRuleTemplateContent());
    }

    @Test
    void aDryRunSaysAllAndChangesNothing() {
        protects("--checks", "unit");
        Ended ended = protects("--checks", "lint", "--dry-run");
        assertTrue(ended.output().contains("would be made        " + name("lint")), ended.output());
        assertTrue(ended.output().contains("would be taken away  " + name("unit")), ended.output());
        assertTrue(ended.output().contains("Nothing was changed (--dry-run)."), ended.output());
        assertEquals(new TreeSet<>(List.of(name("unit"))), templatesOf(repository));
        assertGone(name("lint"));
    }

    // ---- what is left alone

    @Test
    void templatesOfOthersAreLeftAlone() {
        String own = "two people " + branch;
        make(own, "Two approvals.");
        make("unit on dev by signalbox-x",
                "Made by ./signalbox protect: stack signalbox-x, branch %s, check unit. Old words.".formatted(branch));
        apply(own, repository);
        apply("unit on dev by signalbox-x", repository);
        on(repository, branch + "2", "--checks", "unit");
        TreeSet<String> before = templatesOf(repository);
        assertEquals(3, before.size());
        protects("--checks", "unit,lint");
        protects("--remove");
        assertEquals(before, templatesOf(repository));
    }

    @Test
    void aNameThatSomebodyElseTookIsRefusedBeforeAnythingChanges() {
        make(name("unit"), "Mine.");
        Ended ended = protect("--checks", "lint,unit");
        assertEquals(new Ended(2, "", ("signalbox: There is an approval rule template '%s' that this command did not make. Rename or "
                + "delete it, then ask again.\n").formatted(name("unit"))), ended);
        assertEquals(List.of(), List.copyOf(templatesOf(repository)));
        assertGone(name("lint"));
    }

    @Test
    void moreTemplatesThanARepositoryTakesAreRefusedBeforeAnythingChanges() {
        IntStream.range(0, 24).mapToObj(number -> "%d of %s".formatted(number, branch)).forEach(name -> {
            make(name, "");
            apply(name, repository);
        });
        Ended ended = protect("--checks", "unit,lint");
        assertEquals(new Ended(2, "", "signalbox: %s has 24 approval rule templates, and CodeCommit takes 25 a repository: no room for 2 "
                .formatted(repository) + "more. --remove takes away those of this branch.\n"), ended);
        protects("--checks", "unit");
        assertEquals(25, templatesOf(repository).size());
    }

    // ---- what is wrong

    @Test
    void whatIsNotThereIsSaid() {
        assertEquals(new Ended(2, "",
                "signalbox: There is no stack ci in us-east-1. Name yours with --stack, or deploy it: sam deploy --guided\n"),
                protect("--checks", "unit", "--stack", "ci"));
        assertEquals(new Ended(2, "", "signalbox: There is no repository nowhere in us-east-1.\n"),
                on("nowhere", "main", "--checks", "unit"));
    }

    @Test
    void withoutCredentialsRegionOrAwsThatIsSaid() {
        String[] words = {"--repository", repository, "--branch", branch, "--checks", "unit"};
        assertEquals(new Ended(2, "",
                "signalbox: There are no AWS credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.\n"),
                process(environment("AWS_ACCESS_KEY_ID", ""), words));
        assertEquals(new Ended(2, "", "signalbox: There is no AWS region. Set AWS_REGION, or a profile that has one.\n"),
                process(environment("AWS_DEFAULT_REGION", ""), words));
        Ended unreachable = process(environment("AWS_ENDPOINT_URL", "http://127.0.0.1:1"), words);
        assertEquals(1, unreachable.status());
        assertTrue(unreachable.errors().startsWith("signalbox: AWS could not be asked at http://127.0.0.1:1: "), unreachable.errors());
    }

    @Test
    void namesThatCannotBeAreRefused() {
        assertEquals("signalbox: --checks: 'a b' is no name of a check, which has 2 to 40 of A-Z a-z 0-9 _ . -\n",
                protect("--checks", "unit,a b").errors());
        assertEquals("signalbox: Name the checks with --checks, or say --remove.\n", protect().errors());
        assertEquals("signalbox: --remove and --checks cannot go together.\n", protect("--remove", "--checks", "unit").errors());
        assertEquals("signalbox: --branch takes the name alone: main\n",
                on(repository, "refs/heads/main", "--checks", "unit").errors());
        assertEquals("signalbox: --branch: 'a..b' is no name of a branch.\n",
                on(repository, "a..b", "--checks", "unit").errors());
    }

    @Test
    void aCheckThatNobodyWouldVoteForIsMadeWithAWarning() {
        Ended ended = protects("--checks", "unit,lnit");
        String words = ended.output().replace("\n", " ");
        assertTrue(words.contains("Warning: The rules on %s have no build named lnit: nobody votes for it".formatted(branch)), words);
        assertTrue(words.contains("Did you mean lint?"), words);
        assertTrue(words.contains("Warning: lint is required by the rules"), words);
    }

    @Test
    void aRuleOfOthersThatAChecksVoteWouldCountForIsSaid() {
        Map<String, String> pools = Map.of("nobody in particular", "", "any session", "arn:aws:sts::123456789012:assumed-role/*",
                "any name", "CodeCommitApprovers:123456789012:*", "one role", "arn:aws:sts::123456789012:assumed-role/Admin/*",
                "a user", "CodeCommitApprovers:123456789012:unit", "by hand",
                cloud.stack().output("ChecksRoleArn").replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + "/unit");
        pools.forEach((name, member) -> {
            codeCommit.createApprovalRuleTemplate(create -> create.approvalRuleTemplateName(name + " " + branch)
                    .approvalRuleTemplateContent("{\"Version\": \"2018-11-08\", \"Statements\": [{\"Type\": \"Approvers\", "
                            + "\"NumberOfApprovalsNeeded\": 1" + (member.isEmpty() ? "" : ", \"ApprovalPoolMembers\": [\"" + member + "\"]")
                            + "}]}"));
            apply(name + " " + branch, repository);
        });
        String words = protects("--checks", "unit,lint").output().replace("\n", " ");
        for (String open : List.of("nobody in particular", "any session", "any name")) {
            assertTrue(words.contains("Warning: The template '%s %s' takes approvals of anybody".formatted(open, branch)), words);
        }
        for (String named : List.of("one role", "a user", "by hand")) {
            assertFalse(words.contains("'" + named), words);
        }
    }

    @Test
    void aBranchThatIsNotThereOrThatThePolicyPassesOverIsSaid() {
        Ended ended = on(repository, "next", "--checks", "unit");
        String words = ended.output().replace("\n", " ");
        assertTrue(words.contains("Warning: %s has no branch next yet.".formatted(repository)), words);
        assertTrue(words.contains("Warning: The policy below does not speak of refs/heads/next."), words);
        on(repository, "next", "--remove");
    }

    // ---- who has the policy

    @Test
    void whoHasThePolicyPullsAndPushesAnythingButTheProtectedBranch() throws IOException {
        String user = "ada-" + branch;
        Git git = GitProject.in(folder.resolve(repository)).git();
        git.run("pull", "-q", cloud.endpoint() + GitOverHttp.PREFIX + repository, branch);
        git.run("remote", "add", "origin", cloud.endpoint() + GitOverHttp.PREFIX + repository);
        git.run("config", "http.extraHeader",
                "Authorization: Basic " + Base64.getEncoder().encodeToString((user + ":").getBytes(StandardCharsets.UTF_8)));
        try (IamClient iam = client(IamClient.builder(), "developer")) {
            iam.attachUserPolicy(attach -> attach.userName(user).policyArn(cloud.stack().output("ProtectedBranchesPolicyArn")));
        }
        git.run("commit", "-q", "--allow-empty", "-m", "Go around");
        Git.Ended refused = git.attempt("push", "origin", "HEAD:refs/heads/" + branch);
        assertTrue(!refused.well() && refused.errors().contains("explicit deny"), refused.errors());
        git.run("push", "-q", "origin", "HEAD:refs/heads/topic");
        git.run("fetch", "-q", "origin");
        try (CodeCommitClient ada = client(CodeCommitClient.builder(), user); StsClient sts = client(StsClient.builder(), user)) {
            assertDenied(() -> ada.deleteBranch(delete -> delete.repositoryName(repository).branchName(branch)));
            assertDenied(() -> ada.putFile(put -> put.repositoryName(repository).branchName(branch).filePath("x")
                    .fileContent(SdkBytes.fromUtf8String("x"))));
            assertDenied(() -> ada.deleteRepository(delete -> delete.repositoryName(repository)));
            assertDenied(() -> sts.assumeRole(assume -> assume.roleArn(cloud.stack().output("ChecksRoleArn")).roleSessionName("unit")));
            protects("--checks", "unit,lint");
            assertDenied(() -> ada.deleteApprovalRuleTemplate(delete -> delete.approvalRuleTemplateName(name("unit"))));
            assertDenied(() -> ada.disassociateApprovalRuleTemplateFromRepository(
                    disassociate -> disassociate.approvalRuleTemplateName(name("unit")).repositoryName(repository)));
        }
        Ended notForHer = process(environment("AWS_ACCESS_KEY_ID", user),
                "--repository", repository, "--branch", branch, "--checks", "unit");
        assertEquals(1, notForHer.status());
        assertTrue(notForHer.errors().startsWith("signalbox: AWS refused: "), notForHer.errors());
        assertTrue(notForHer.errors().contains("explicit deny"), notForHer.errors());
    }

    private static void assertDenied(Runnable call) {
        String code = assertThrows(AwsServiceException.class, call::run).awsErrorDetails().errorCode();
        assertTrue(code.startsWith("AccessDenied"), code);
    }
}
