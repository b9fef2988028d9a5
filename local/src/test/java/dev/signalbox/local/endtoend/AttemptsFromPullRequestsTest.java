package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.signalbox.local.endtoend.CloudInHand.Told;

/** What code that nobody has approved tries, and what the template's roles let it do: read source, write logs and reports. */
@OnTheLocalCloud
class AttemptsFromPullRequestsTest {

    private static final String ROLE = "PullRequestProjectRole";

    private final CloudInHand cloud;
    private final Repository repository;

    AttemptsFromPullRequestsTest(CloudInHand cloud, Repository repository) {
        this.cloud = cloud;
        this.repository = repository;
    }

    @BeforeEach
    void main() {
        repository.commit("Begin", Map.of(".signalbox.yml", """
                version: 1
                builds:
                  unit:
                    on: { pull_request: { targets: [main] } }
                    env: { WORD: { parameter: /signalbox/%s } }
                """.formatted(repository.name()), "buildspec.yml", Buildspecs.of("true")));
        repository.push();
        cloud.ssm.putParameter(request -> request.name("/signalbox/" + repository.name()).value("open sesame").type("SecureString"));
        cloud.secretsManager.createSecret(request -> request.name("signalbox/" + repository.name()).secretString("open sesame"));
    }

    private Told attempt(String buildspec) {
        repository.git("checkout", "-q", "-B", "topic");
        repository.commit("Try it", Map.of("buildspec.yml", buildspec, "refused.sh", REFUSED));
        repository.push();
        return PullRequest.open(cloud, repository, "topic", "Try it").told(1).getFirst();
    }

    /** Calls AWS by the build's own role, and fails unless the answer is a refusal: {@code refused SERVICE TARGET TYPE BODY}. */
    private static final String REFUSED = """
            address=${AWS_ENDPOINT_URL#http://}
            exec 3<>"/dev/tcp/${address%%:*}/${address##*:}"
            printf 'POST / HTTP/1.1\\r\\nHost: %s\\r\\nConnection: close\\r\\n' "$address" >&3
            printf 'Authorization: AWS4-HMAC-SHA256 Credential=%s/20260101/us-east-1/%s/aws4_request, ' "$AWS_ACCESS_KEY_ID" "$1" >&3
            printf 'SignedHeaders=host, Signature=0\\r\\nX-Amz-Security-Token: %s\\r\\n' "$AWS_SESSION_TOKEN" >&3
            [ -z "$2" ] || printf 'X-Amz-Target: %s\\r\\n' "$2" >&3
            printf 'Content-Type: %s\\r\\nContent-Length: %s\\r\\n\\r\\n%s' "$3" "${#4}" "$4" >&3
            answer=$(cat <&3)
            case "$answer" in *AccessDenied*) ;; *) printf '%s: %s\\n' "$2" "$answer"; exit 1 ;; esac
            """;

    private static String refused(String service, String target, String type, String body) {
        return "bash refused.sh %s '%s' '%s' '%s'".formatted(service, target, type, body);
    }

    private static String refused(String service, String target, String body) {
        return refused(service, target, "application/x-amz-json-1.1", body);
    }

    @Test
    void itsBuildspecReadsNoParameter() {
        cloud.expectRefusal(ROLE, "ssm:GetParameters");
        Told told = attempt(Buildspecs.withEnv("parameter-store:\n  WORD: /signalbox/" + repository.name(), "echo $WORD"));
        assertEquals("failed", told.verdict());
        assertFalse(cloud.lines().stream().anyMatch(line -> line.text().contains("open sesame")));
    }

    @Test
    void itsBuildspecReadsNoSecret() {
        cloud.expectRefusal(ROLE, "secretsmanager:GetSecretValue");
        assertEquals("failed", attempt(Buildspecs.withEnv("secrets-manager:\n  WORD: signalbox/" + repository.name(), "echo $WORD")).verdict());
    }

    @Test
    void whatTheRulesGiveTrustedBuildsItDoesNotGet() {
        assertEquals("passed", attempt(Buildspecs.of("test -z \"$WORD\"")).verdict());
    }

    @Test
    void itsRoleCallsNothingElse() {
        for (String action : List.of("ssm:GetParameter", "codecommit:UpdatePullRequestApprovalState",
                "codecommit:MergePullRequestByFastForward", "codebuild:StartBuild", "sts:AssumeRole")) {
            cloud.expectRefusal(ROLE, action);
        }
        Told told = attempt(Buildspecs.of(
                refused("ssm", "AmazonSSM.GetParameter", "{\"Name\":\"/signalbox/%s\"}".formatted(repository.name())),
                refused("codecommit", "CodeCommit_20150413.UpdatePullRequestApprovalState",
                        "{\"pullRequestId\":\"1\",\"revisionId\":\"any\",\"approvalState\":\"APPROVE\"}"),
                refused("codecommit", "CodeCommit_20150413.MergePullRequestByFastForward",
                        "{\"pullRequestId\":\"1\",\"repositoryName\":\"%s\"}".formatted(repository.name())),
                refused("codebuild", "CodeBuild_20161006.StartBuild", "{\"projectName\":\"signalbox-default\"}"),
                refused("sts", "", "application/x-www-form-urlencoded",
                        "Action=AssumeRole&Version=2011-06-15&RoleSessionName=unit&RoleArn=" + cloud.output("ChecksRoleArn"))));
        assertEquals("passed", told.verdict(), () -> String.join("\n", cloud.log(told.document().path("builds").path(0))));
    }

    @Test
    void itPushesNothing() {
        cloud.expectRefusal(ROLE, "codecommit:GitPush");
        String before = repository.git("rev-parse", "main");
        Told told = attempt(Buildspecs.of("git push origin HEAD:refs/heads/main && exit 1 || true"));
        assertEquals("passed", told.verdict());
        assertEquals(before, repository.git("ls-remote", "origin", "refs/heads/main").split("\\s")[0]);
        assertTrue(cloud.log(told.document().path("builds").path(0)).stream().anyMatch(line -> line.contains("403")
                || line.toLowerCase().contains("denied")), () -> cloud.log(told.document().path("builds").path(0)).toString());
    }
}
