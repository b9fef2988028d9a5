package dev.signalbox.local.codebuild;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codebuild.model.ArtifactNamespace;
import software.amazon.awssdk.services.codebuild.model.ArtifactPackaging;
import software.amazon.awssdk.services.codebuild.model.ArtifactsType;
import software.amazon.awssdk.services.codebuild.model.BucketOwnerAccess;
import software.amazon.awssdk.services.codebuild.model.BuildArtifacts;
import software.amazon.awssdk.services.codebuild.model.ProjectArtifacts;

/**
 * An artifact that a build keeps in S3, and where: path, the build's id (without the project's name), name.
 *
 * @param wanted of type S3, checked
 * @param project its name is the artifact's where none is given
 * @param uuid the build's
 */
record Output(ProjectArtifacts wanted, String project, String uuid) {

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    /**
     * The output that a project or a request asks for; empty for {@code NO_ARTIFACTS}.
     *
     * @throws software.amazon.awssdk.services.codebuild.model.InvalidInputException for values that CodeBuild refuses
     * @throws dev.signalbox.local.front.UnknownOperation for what the local cloud does not have
     */
    static Optional<Output> of(ProjectArtifacts wanted, String project, String uuid) {
        if (wanted.type() == ArtifactsType.UNKNOWN_TO_SDK_VERSION) {
            throw invalid("type " + wanted.typeAsString());
        }
        if (wanted.type() == ArtifactsType.CODEPIPELINE) {
            throw Request.lacking("StartBuild with artifacts of type CODEPIPELINE");
        }
        if (wanted.type() == ArtifactsType.NO_ARTIFACTS) {
            if (Boolean.TRUE.equals(wanted.encryptionDisabled())) {
                throw invalid("encryptionDisabled is for type S3 only");
            }
            return Optional.empty();
        }
        if (wanted.location() == null || !BUCKET.matcher(wanted.location()).matches()) {
            throw invalid("location must be the name of a bucket");
        }
        if (wanted.namespaceType() == ArtifactNamespace.UNKNOWN_TO_SDK_VERSION) {
            throw invalid("namespaceType " + wanted.namespaceTypeAsString());
        }
        if (wanted.packaging() == ArtifactPackaging.UNKNOWN_TO_SDK_VERSION) {
            throw invalid("packaging " + wanted.packagingAsString());
        }
        checkOwnerAccess("artifacts", wanted.bucketOwnerAccess(), wanted.bucketOwnerAccessAsString());
        Output output = new Output(wanted, project, uuid);
        if (output.isZip() && output.path(Optional.empty()).isEmpty()) {
            throw invalid("a ZIP file needs a name");
        }
        return Optional.of(output);
    }

    /** Refuses what is not {@code NONE}: the local S3 has no access control lists. */
    static void checkOwnerAccess(String of, @Nullable BucketOwnerAccess access, @Nullable String text) {
        if (access == BucketOwnerAccess.UNKNOWN_TO_SDK_VERSION) {
            throw CodeBuild.invalid("Invalid bucketOwnerAccess of " + of + ": " + text);
        }
        if (access != null && access != BucketOwnerAccess.NONE) {
            throw Request.lacking("StartBuild with bucketOwnerAccess " + text + " of " + of);
        }
    }

    boolean isZip() {
        return wanted.packaging() == ArtifactPackaging.ZIP;
    }

    boolean isEncrypted() {
        return !Boolean.TRUE.equals(wanted.encryptionDisabled());
    }

    /** Whether a name in the buildspec counts more than the artifact's own. */
    boolean isNamedByBuildspec() {
        return Boolean.TRUE.equals(wanted.overrideArtifactName());
    }

    String bucket() {
        return wanted.location();
    }

    /** The key of the ZIP file, or of the folder that the files are in; empty for the bucket's root. */
    String path(Optional<String> name) {
        String own = wanted.name() == null || wanted.name().isEmpty() ? project : wanted.name();
        return Stream.of(Optional.ofNullable(wanted.path()).orElse(""),
                        wanted.namespaceType() == ArtifactNamespace.BUILD_ID ? uuid : "", name.orElse(own))
                .flatMap(part -> Arrays.stream(part.split("/"))).filter(part -> !part.isEmpty()).collect(Collectors.joining("/"));
    }

    /** As BatchGetBuilds shows it before it is uploaded. */
    BuildArtifacts shown() {
        return BuildArtifacts.builder().location(arn(path(Optional.empty()))).overrideArtifactName(isNamedByBuildspec())
                .encryptionDisabled(!isEncrypted()).artifactIdentifier(wanted.artifactIdentifier())
                .bucketOwnerAccess(wanted.bucketOwnerAccess()).build();
    }

    String arn(String path) {
        return "arn:aws:s3:::" + bucket() + (path.isEmpty() ? "" : "/" + path);
    }

    private static RuntimeException invalid(String what) {
        return CodeBuild.invalid("Invalid artifacts: " + what);
    }
}
