package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;
import software.amazon.awssdk.services.codebuild.model.BuildPhaseType;
import software.amazon.awssdk.services.codebuild.model.StatusType;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** What builds keep in the stack's bucket, with the stack's roles and key. */
@OnTheLocalCloud
class KeptArtifactsTest {

    private static final int LARGE = 6_000_000;

    private final CloudInHand cloud;
    private final Repository repository;

    KeptArtifactsTest(CloudInHand cloud, Repository repository) {
        this.cloud = cloud;
        this.repository = repository;
    }

    /** Builds a commit that makes a file of some bytes. */
    private Build build(String project, int bytes) {
        String commit = repository.commit("Make a file", Map.of("buildspec.yml",
                Buildspecs.of("head -c %d /dev/zero >made".formatted(bytes)) + "artifacts: { files: [made] }\n"));
        repository.push();
        assertEquals("passed", cloud.toldOnce(repository, commit).verdict());
        String id = cloud.codeBuild.startBuild(request -> request.projectName(cloud.output(project)).sourceTypeOverride("CODECOMMIT")
                .sourceLocationOverride("https://git-codecommit.us-east-1.amazonaws.com/v1/repos/" + repository.name())
                .sourceVersion(commit).buildspecOverride("buildspec.yml").encryptionKeyOverride(key())
                .artifactsOverride(artifacts -> artifacts.type("S3").location(cloud.output("ArtifactsBucketName"))
                        .path(repository.name()).namespaceType("BUILD_ID").name("/"))).build().id();
        return cloud.await("the build's end", () -> Optional.of(cloud.codeBuild.batchGetBuilds(request -> request.ids(id))
                .builds().getFirst()).filter(Build::buildComplete));
    }

    private String key() {
        return cloud.local().stack().resources().get("Key").arn();
    }

    @Test
    void aBranchsBuildKeepsItsArtifactsUnderTheStacksKey() {
        Build build = build("DefaultProjectName", LARGE);
        assertEquals(StatusType.SUCCEEDED, build.buildStatus(), build::toString);
        String folder = repository.name() + "/" + build.id().split(":")[1];
        assertEquals("arn:aws:s3:::" + cloud.output("ArtifactsBucketName") + "/" + folder, build.artifacts().location());
        ResponseBytes<GetObjectResponse> made = cloud.s3.getObjectAsBytes(request -> request
                .bucket(cloud.output("ArtifactsBucketName")).key(folder + "/made"));
        assertArrayEquals(new byte[LARGE], made.asByteArray());
        assertEquals(key(), made.response().ssekmsKeyId());
    }

    @Test
    void aPullRequestsBuildKeepsNothing() {
        cloud.expectRefusal("PullRequestProjectRole", "s3:PutObject");
        Build build = build("PullRequestProjectName", 1);
        assertEquals(StatusType.FAILED, build.buildStatus());
        BuildPhase upload = build.phases().stream().filter(phase -> phase.phaseType() == BuildPhaseType.UPLOAD_ARTIFACTS)
                .findFirst().orElseThrow();
        assertTrue(upload.contexts().getFirst().message().startsWith("Error in UPLOAD_ARTIFACTS phase: AccessDenied"), upload::toString);
    }
}
