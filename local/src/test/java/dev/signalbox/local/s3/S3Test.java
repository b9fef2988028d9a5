package dev.signalbox.local.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.iam.ResourcePolicies;
import dev.signalbox.local.kms.Keys;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.time.Timeline;

class S3Test {

    private static final Account ACCOUNT = new Account("123456789012", "us-east-1");
    private static final Caller ADA = new Caller.User("123456789012", "ada");
    @TempDir
    private Path folder;
    private final Timeline timeline = new Timeline();
    private final List<Permission> asked = new ArrayList<>();
    private final Switchboard cloud = new Switchboard((caller, permission) -> asked.add(permission));

    @BeforeEach
    void start() {
        var properties = JsonNodeFactory.instance.objectNode();
        properties.putObject("BucketEncryption").putArray("ServerSideEncryptionConfiguration").addObject()
                .putObject("ServerSideEncryptionByDefault").put("SSEAlgorithm", "aws:kms").put("KMSMasterKeyID", "k1");
        var policies = new ResourcePolicies();
        cloud.connect(new S3(ACCOUNT, timeline, policies, new Keys(ACCOUNT, List.of(), policies), folder.resolve("s3"),
                List.of(new Resource("Artifacts", "AWS::S3::Bucket", "artifacts", Map.of(), properties))).service());
    }

    @AfterEach
    void stop() {
        timeline.close();
    }

    private PutObjectResponse put(String key, String text) {
        return (PutObjectResponse) cloud.transfer(ADA, PutObjectRequest.builder().bucket("artifacts").key(key)
                .metadata(Map.of("run", "push-1")).build(), text.getBytes(StandardCharsets.UTF_8)).response();
    }

    private String get(String key) {
        var answer = cloud.transfer(ADA, GetObjectRequest.builder().bucket("artifacts").key(key).build(), new byte[0]);
        GetObjectResponse about = (GetObjectResponse) answer.response();
        assertEquals(answer.asByteArrayUnsafe().length, about.contentLength());
        assertEquals(Map.of("run", "push-1"), about.metadata());
        return answer.asUtf8String();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "..", "../../escape", ".", "deep/er/file.txt", "a b+c%2F", "ünïcode"})
    void whatIsPutIsGotAndStaysInItsFolder(String key) throws Exception {
        PutObjectResponse put = put(key, "content of " + key);
        assertEquals("content of " + key, get(key));
        assertEquals("aws:kms", put.serverSideEncryptionAsString());
        try (var files = Files.walk(folder)) {
            assertEquals(1, files.filter(Files::isRegularFile).filter(file -> file.startsWith(folder.resolve("s3/artifacts"))).count());
        }
    }

    @Test
    void aKeyTooLongForAFileIsKeptAllTheSame() {
        put("x".repeat(1_000), "long");
        assertEquals("long", get("x".repeat(1_000)));
    }

    @Test
    void anObjectsDigestIsItsTag() {
        assertEquals("\"5d41402abc4b2a76b9719d911017c592\"", put("k", "hello").eTag());
    }

    @Test
    void theBucketsKeyIsTheWritersAndReadersToUse() {
        put("k", "x");
        get("k");
        String key = "arn:aws:kms:us-east-1:123456789012:key/k1";
        assertTrue(asked.stream().anyMatch(one -> one.action().equals("kms:GenerateDataKey") && one.resource().equals(key)));
        assertTrue(asked.stream().anyMatch(one -> one.action().equals("kms:Decrypt") && one.resource().equals(key)));
        assertTrue(asked.contains(new Permission("s3:PutObject", "arn:aws:s3:::artifacts/k")));
    }

    @Test
    void pagesHoldEveryKeyAndEveryFolderOnce() {
        for (int i = 0; i < 7; i++) {
            put("runs/" + i + "/log", "x");
            put("runs/" + i + "/report", "x");
            put("runs/file" + i, "x");
        }
        put("other", "x");
        for (int page = 1; page <= 15; page++) {
            assertEquals(21, list("runs/", null, page).size());
            List<String> shown = list("runs/", "/", page);
            assertEquals(14, shown.size());
            assertEquals(14, shown.stream().distinct().count());
            assertTrue(shown.contains("runs/3/"));
        }
    }

    private List<String> list(String prefix, String delimiter, int page) {
        List<String> shown = new ArrayList<>();
        String token = null;
        do {
            var answer = (ListObjectsV2Response) cloud.call(ADA, ListObjectsV2Request.builder().bucket("artifacts").prefix(prefix)
                    .delimiter(delimiter).maxKeys(page).continuationToken(token).build());
            answer.contents().stream().map(S3Object::key).forEach(shown::add);
            answer.commonPrefixes().stream().map(CommonPrefix::prefix).forEach(shown::add);
            assertEquals(answer.keyCount(), answer.contents().size() + answer.commonPrefixes().size());
            token = answer.nextContinuationToken();
        } while (token != null);
        return shown;
    }

    @Test
    void whatIsMissingIsRefusedWithItsStatus() {
        put("gone", "x");
        cloud.call(ADA, DeleteObjectRequest.builder().bucket("artifacts").key("gone").build());
        var missing = assertThrows(NoSuchKeyException.class, () -> get("gone"));
        assertEquals(404, missing.statusCode());
        assertEquals("NoSuchKey", missing.awsErrorDetails().errorCode());
        assertThrows(NoSuchBucketException.class, () ->
                cloud.call(ADA, PutObjectRequest.builder().bucket("nope").key("k").build()));
        assertThrows(UnknownOperation.class, () ->
                cloud.call(ADA, GetObjectRequest.builder().bucket("artifacts").key("gone").range("bytes=0-1").build()));
    }

    @Test
    void aCallWithoutABodyPutsAnEmptyObject() {
        cloud.call(ADA, PutObjectRequest.builder().bucket("artifacts").key("empty").metadata(Map.of("run", "push-1")).build());
        assertArrayEquals(new byte[0], get("empty").getBytes(StandardCharsets.UTF_8));
    }
}
