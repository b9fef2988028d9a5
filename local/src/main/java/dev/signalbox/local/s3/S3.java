package dev.signalbox.local.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Fault;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.iam.ResourcePolicies;
import dev.signalbox.local.kms.Keys;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.time.Timeline;

/**
 * Buckets as folders below the data folder, each object one file named after its key. Versions,
 * ranges, conditions and multipart uploads are refused by name.
 */
public final class S3 {

    private record Stored(Path file, long size, String etag, String type, Map<String, String> metadata, @Nullable String encryption,
                          @Nullable String key, Instant modified) { }

    private record Holder(Path folder, Instant created, @Nullable String defaultKey, NavigableMap<String, Stored> objects) { }

    private record Listing(List<S3Object> objects, NavigableSet<String> prefixes, @Nullable String next) { }

    private static final int LARGEST_PAGE = 1_000;
    private static final int LONGEST_NAME = 200;

    private final Account account;
    private final Timeline timeline;
    private final Keys keys;
    private final Path data;
    private final Map<String, Holder> buckets = new ConcurrentSkipListMap<>();

    /**
     * Makes the template's buckets, empty, and puts their policies in force.
     *
     * @param data a folder of this service's own
     */
    public S3(Account account, Timeline timeline, ResourcePolicies policies, Keys keys, Path data, List<Resource> resources) {
        this.account = account;
        this.timeline = timeline;
        this.keys = keys;
        this.data = data;
        for (Resource resource : resources) {
            if (resource.type().equals("AWS::S3::Bucket")) {
                JsonNode encryption = resource.properties()
                        .at("/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault");
                make(resource.physicalId(), encryption.path("SSEAlgorithm").asText().equals("aws:kms")
                        ? encryption.path("KMSMasterKeyID").asText("alias/aws/s3") : null);
            } else if (resource.type().equals("AWS::S3::BucketPolicy")) {
                policies.put("arn:aws:s3:::" + resource.properties().path("Bucket").asText(),
                        List.of(resource.properties().path("PolicyDocument")));
            }
        }
    }

    public Service service() {
        return new Service("s3", "s3", Protocol.REST_XML, List.of(
                Operation.of(CreateBucketRequest::builder, r -> onBucket("CreateBucket", r.bucket()), (r, caller) -> create(r)),
                Operation.of(ListBucketsRequest::builder, r -> List.of(new Permission("s3:ListAllMyBuckets", "*")), (r, caller) ->
                        ListBucketsResponse.builder().buckets(buckets.entrySet().stream().map(bucket -> Bucket.builder()
                                .name(bucket.getKey()).creationDate(bucket.getValue().created()).build()).toList()).build()),
                Operation.of(HeadBucketRequest::builder, r -> onBucket("ListBucket", r.bucket()), (r, caller) -> {
                    bucket(r.bucket());
                    return HeadBucketResponse.builder().bucketRegion(account.region()).build();
                }),
                Operation.of(GetBucketLocationRequest::builder, r -> onBucket("GetBucketLocation", r.bucket()), (r, caller) -> {
                    bucket(r.bucket());
                    return GetBucketLocationResponse.builder()
                            .locationConstraint(account.region().equals("us-east-1") ? null : account.region()).build();
                }),
                Operation.taking(PutObjectRequest::builder, this::writing, (r, content, caller) -> put(r, content)),
                Operation.giving(GetObjectRequest::builder, r -> reading(r.bucket(), r.key()), (r, caller) -> get(r)),
                Operation.of(HeadObjectRequest::builder, r -> reading(r.bucket(), r.key()), (r, caller) -> head(r)),
                Operation.of(DeleteObjectRequest::builder, r -> onObject("DeleteObject", r.bucket(), r.key()), (r, caller) -> delete(r)),
                Operation.of(ListObjectsV2Request::builder, r -> onBucket("ListBucket", r.bucket()), (r, caller) -> list(r)),
                Operation.of(ListObjectsRequest::builder, r -> onBucket("ListBucket", r.bucket()), (r, caller) -> list(r))));
    }

    private static List<Permission> onBucket(String action, String bucket) {
        return List.of(new Permission("s3:" + action, "arn:aws:s3:::" + bucket));
    }

    private static List<Permission> onObject(String action, String bucket, String key) {
        return List.of(new Permission("s3:" + action, "arn:aws:s3:::" + bucket + "/" + key));
    }

    private List<Permission> writing(PutObjectRequest request) {
        String key = key(request);
        return Stream.concat(onObject("PutObject", request.bucket(), request.key()).stream(),
                key == null ? Stream.of() : keys.use(key, "s3", "GenerateDataKey").stream()).toList();
    }

    private List<Permission> reading(String bucket, String key) {
        Holder holder = buckets.get(bucket);
        Stored stored = holder == null ? null : holder.objects().get(key);
        return Stream.concat(onObject("GetObject", bucket, key).stream(),
                stored == null || stored.key() == null ? Stream.of() : keys.use(stored.key(), "s3", "Decrypt").stream()).toList();
    }

    /** The KMS key that a new object is encrypted with: the request's, or the bucket's; null where S3's own keys are used. */
    private @Nullable String key(PutObjectRequest request) {
        if (request.serverSideEncryption() == null) {
            Holder holder = buckets.get(request.bucket());
            return holder == null ? null : holder.defaultKey();
        }
        return request.serverSideEncryption() == ServerSideEncryption.AWS_KMS
                ? Objects.requireNonNullElse(request.ssekmsKeyId(), "alias/aws/s3") : null;
    }

    private Holder bucket(String name) {
        Holder found = buckets.get(name);
        if (found == null) {
            throw Fault.of(NoSuchBucketException.builder(), 404, "NoSuchBucket", "The specified bucket does not exist");
        }
        return found;
    }

    private Stored object(String bucket, String key) {
        Stored found = bucket(bucket).objects().get(key);
        if (found == null) {
            throw Fault.of(NoSuchKeyException.builder(), 404, "NoSuchKey", "The specified key does not exist.");
        }
        return found;
    }

    private CreateBucketResponse create(CreateBucketRequest request) {
        if (!request.bucket().matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]") || request.bucket().contains("..")) {
            throw refuse("InvalidBucketName", "The specified bucket is not valid.");
        }
        if (buckets.containsKey(request.bucket())) {
            throw Fault.of(BucketAlreadyOwnedByYouException.builder(), 409, "BucketAlreadyOwnedByYou",
                    "Your previous request to create the named bucket succeeded and you already own it.");
        }
        make(request.bucket(), null);
        return CreateBucketResponse.builder().location("/" + request.bucket()).build();
    }

    private void make(String name, @Nullable String key) {
        buckets.put(name, new Holder(data.resolve(name), timeline.now(), key, new ConcurrentSkipListMap<>()));
    }

    private PutObjectResponse put(PutObjectRequest request, byte[] content) {
        Holder bucket = bucket(request.bucket());
        if (request.key().getBytes(StandardCharsets.UTF_8).length > 1_024) {
            throw refuse("KeyTooLongError", "Your key is too long");
        }
        if (request.ifMatch() != null || request.ifNoneMatch() != null) {
            throw new UnknownOperation("The local cloud has no conditions in s3:PutObject");
        }
        byte[] md5 = md5(content);
        if (request.contentMD5() != null && !request.contentMD5().equals(Base64.getEncoder().encodeToString(md5))) {
            throw refuse("BadDigest", "The Content-MD5 you specified did not match what we received.");
        }
        String key = key(request);
        Path file = bucket.folder().resolve(fileName(request.key()));
        try {
            Files.createDirectories(bucket.folder());
            Files.write(file, content);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        String encryption = key == null ? "AES256" : "aws:kms";
        Stored stored = new Stored(file, content.length, "\"" + HexFormat.of().formatHex(md5) + "\"",
                Objects.requireNonNullElse(request.contentType(), "binary/octet-stream"), Map.copyOf(request.metadata()), encryption,
                key == null ? null : keys.arn(key), timeline.now().truncatedTo(ChronoUnit.SECONDS));
        bucket.objects().put(request.key(), stored);
        return PutObjectResponse.builder().eTag(stored.etag()).serverSideEncryption(encryption).ssekmsKeyId(stored.key()).build();
    }

    /** The key percent-encoded, or its hash where that is too long for a file; never a name with a meaning of its own. */
    private static String fileName(String key) {
        String name = URLEncoder.encode(key, StandardCharsets.UTF_8);
        if (name.length() > LONGEST_NAME) {
            return HexFormat.of().formatHex(digest("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        }
        return name.startsWith(".") ? "%2E" + name.substring(1) : name;
    }

    private ResponseBytes<GetObjectResponse> get(GetObjectRequest request) {
        if (request.range() != null || request.partNumber() != null || request.versionId() != null || request.ifMatch() != null
                || request.ifNoneMatch() != null || request.ifModifiedSince() != null || request.ifUnmodifiedSince() != null) {
            throw new UnknownOperation("The local cloud has no ranges, parts, versions and conditions in s3:GetObject");
        }
        Stored stored = object(request.bucket(), request.key());
        try {
            return ResponseBytes.fromByteArrayUnsafe(response(stored), Files.readAllBytes(stored.file()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static GetObjectResponse response(Stored stored) {
        return GetObjectResponse.builder().contentLength(stored.size()).eTag(stored.etag()).contentType(stored.type()).acceptRanges("bytes")
                .lastModified(stored.modified()).metadata(stored.metadata()).serverSideEncryption(stored.encryption())
                .ssekmsKeyId(stored.key()).build();
    }

    private HeadObjectResponse head(HeadObjectRequest request) {
        Stored stored = object(request.bucket(), request.key());
        return HeadObjectResponse.builder().contentLength(stored.size()).eTag(stored.etag()).contentType(stored.type())
                .acceptRanges("bytes")
                .lastModified(stored.modified()).metadata(stored.metadata()).serverSideEncryption(stored.encryption())
                .ssekmsKeyId(stored.key()).build();
    }

    private DeleteObjectResponse delete(DeleteObjectRequest request) {
        Stored gone = bucket(request.bucket()).objects().remove(request.key());
        try {
            if (gone != null) {
                Files.deleteIfExists(gone.file());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return DeleteObjectResponse.builder().build();
    }

    private ListObjectsV2Response list(ListObjectsV2Request request) {
        String after = request.continuationToken() == null ? Objects.toString(request.startAfter(), "")
                : new String(Base64.getUrlDecoder().decode(request.continuationToken()), StandardCharsets.UTF_8);
        int most = most(request.maxKeys());
        Listing listing = listing(request.bucket(), request.prefix(), request.delimiter(), after, most);
        return ListObjectsV2Response.builder().name(request.bucket()).prefix(Objects.toString(request.prefix(), ""))
                .delimiter(request.delimiter()).maxKeys(most).startAfter(request.startAfter())
                .continuationToken(request.continuationToken())
                .contents(listing.objects()).commonPrefixes(prefixes(listing)).keyCount(listing.objects().size() + listing.prefixes()
                .size())
                .isTruncated(listing.next() != null).nextContinuationToken(listing.next() == null ? null
                        : Base64.getUrlEncoder().encodeToString(listing.next().getBytes(StandardCharsets.UTF_8))).build();
    }

    private ListObjectsResponse list(ListObjectsRequest request) {
        int most = most(request.maxKeys());
        Listing listing = listing(request.bucket(), request.prefix(), request.delimiter(), Objects.toString(request.marker(), ""), most);
        return ListObjectsResponse.builder().name(request.bucket()).prefix(Objects.toString(request.prefix(), ""))
                .delimiter(request.delimiter()).maxKeys(most).marker(Objects.toString(request.marker(), "")).contents(listing.objects())
                .commonPrefixes(prefixes(listing)).isTruncated(listing.next() != null)
                .nextMarker(request.delimiter() == null ? null : listing.next()).build();
    }

    private static int most(@Nullable Integer asked) {
        return asked == null ? LARGEST_PAGE : Math.clamp(asked, 0, LARGEST_PAGE);
    }

    private static List<CommonPrefix> prefixes(Listing listing) {
        return listing.prefixes().stream().map(prefix -> CommonPrefix.builder().prefix(prefix).build()).toList();
    }

    private Listing listing(String bucket, @Nullable String prefix, @Nullable String delimiter, String after, int most) {
        String beginning = Objects.toString(prefix, "");
        List<S3Object> objects = new ArrayList<>();
        NavigableSet<String> prefixes = new TreeSet<>();
        String last = null;
        for (Map.Entry<String, Stored> entry : bucket(bucket).objects().entrySet()) {
            String key = entry.getKey();
            int end = delimiter == null || delimiter.isEmpty() || !key.startsWith(beginning) ? -1 : key.indexOf(delimiter,
                    beginning.length());
            String shown = end < 0 ? key : key.substring(0, end + delimiter.length());
            if (!key.startsWith(beginning) || shown.compareTo(after) <= 0 || prefixes.contains(shown)) {
                continue;
            }
            if (objects.size() + prefixes.size() == most) {
                return new Listing(objects, prefixes, last);
            }
            last = shown;
            if (end < 0) {
                Stored stored = entry.getValue();
                objects.add(S3Object.builder().key(key).size(stored.size()).eTag(stored.etag()).lastModified(stored.modified())
                        .storageClass("STANDARD").build());
            } else {
                prefixes.add(shown);
            }
        }
        return new Listing(objects, prefixes, null);
    }

    private static byte[] md5(byte[] content) {
        return digest("MD5").digest(content);
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has " + name, impossible);
        }
    }

    private static AwsServiceException refuse(String code, String message) {
        return Fault.of(S3Exception.builder(), code, message);
    }
}
