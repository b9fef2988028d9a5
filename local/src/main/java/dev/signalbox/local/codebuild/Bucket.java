package dev.signalbox.local.codebuild;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Caller;

/**
 * Writes objects into S3 as the project's role, encrypted with the build's key: CodeBuild names it with every object, so
 * that the bucket's own key counts only where encryption is disabled. CodeBuild uploads large objects in parts, which S3
 * lets those do who may also use the key to decrypt; the local S3 knows no parts, so this is checked here. From which size
 * on is not documented: 5 MiB is what AWS's SDK for Go, in which CodeBuild's agent seems to be written, does by itself.
 */
final class Bucket {

    private static final int LARGEST_PART = 5 << 20;

    private final Runner.Site site;
    private final Caller role;
    private final String key;
    private final String phase;

    /**
     * @param key the build's encryption key: an ARN or an alias
     * @param phase the build's phase, as errors name it
     */
    Bucket(Runner.Site site, Caller role, String key, String phase) {
        this.site = site;
        this.role = role;
        this.key = key;
        this.phase = phase;
    }

    void put(String bucket, String name, byte[] content, boolean encrypted) throws PhaseFailed {
        PutObjectRequest.Builder request = PutObjectRequest.builder().bucket(bucket).key(name);
        if (encrypted) {
            request.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(key);
        }
        try {
            if (encrypted && content.length > LARGEST_PART) {
                site.keys().use(key, "s3", "Decrypt").forEach(permission -> site.gate().check(role, permission));
            }
            site.calls().transfer(role, request.build(), content);
        } catch (AwsServiceException e) {
            throw new PhaseFailed("CLIENT_ERROR", "Error in %s phase: %s: %s".formatted(phase,
                    e instanceof AccessDenied ? "AccessDenied" : e.awsErrorDetails().errorCode(), e.awsErrorDetails().errorMessage()));
        }
    }
}
