package dev.signalbox.local.secretsmanager;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.InvalidNextTokenException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Fault;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.kms.Keys;
import dev.signalbox.local.time.Timeline;

/** Secrets and the versions of their values, found by name, ARN, or ARN without its random end. */
public final class SecretsManager {

    private record Version(String id, @Nullable String text, @Nullable SdkBytes binary, Instant created) { }

    /** A secret; guarded by its service. */
    private static final class Secret {
        final String name;
        final String arn;
        final String key;
        final @Nullable String description;
        final Instant created;
        final Map<String, Version> versions = new LinkedHashMap<>();
        final Map<String, String> stages = new LinkedHashMap<>();
        Instant changed;
        @Nullable Instant deleted;

        Secret(String name, String arn, String key, @Nullable String description, Instant created) {
            this.name = name;
            this.arn = arn;
            this.key = key;
            this.description = description;
            this.created = created;
            changed = created;
        }

        List<String> stagesOf(String version) {
            return stages.entrySet().stream().filter(stage -> stage.getValue().equals(version)).map(Map.Entry::getKey).toList();
        }
    }

    private static final String CURRENT = "AWSCURRENT";
    private static final String PREVIOUS = "AWSPREVIOUS";
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int PAGE = 100;

    private final Account account;
    private final Timeline timeline;
    private final Keys keys;
    private final Map<String, Secret> secrets = new ConcurrentSkipListMap<>();
    private final SecureRandom random = new SecureRandom();

    public SecretsManager(Account account, Timeline timeline, Keys keys) {
        this.account = account;
        this.timeline = timeline;
        this.keys = keys;
    }

    public Service service() {
        return new Service("secretsmanager", "secretsmanager", Protocol.JSON_1_1, List.of(
                Operation.of(CreateSecretRequest::builder, r -> Stream.concat(
                        Stream.of(new Permission("secretsmanager:CreateSecret", account.arn("secretsmanager", "secret:" + r.name()))),
                        keys.use(Objects.toString(r.kmsKeyId(), ""), "secretsmanager", "GenerateDataKey", "Decrypt").stream()).toList(),
                        (r, caller) -> create(r)),
                Operation.of(GetSecretValueRequest::builder, r -> on("GetSecretValue", r.secretId(), "Decrypt"), (r, caller) -> value(r)),
                Operation.of(PutSecretValueRequest::builder, r -> on("PutSecretValue", r.secretId(), "GenerateDataKey"),
                        (r, caller) -> put(r)),
                Operation.of(DescribeSecretRequest::builder, r -> on("DescribeSecret", r.secretId()), (r, caller) -> describe(r)),
                Operation.of(DeleteSecretRequest::builder, r -> on("DeleteSecret", r.secretId()), (r, caller) -> delete(r)),
                Operation.of(ListSecretsRequest::builder, r -> List.of(new Permission("secretsmanager:ListSecrets", "*")),
                        (r, caller) -> list(r))));
    }

    private List<Permission> on(String action, String id, String... onKey) {
        Secret known = look(id);
        String arn = known != null ? known.arn : id.startsWith("arn:") ? id : account.arn("secretsmanager", "secret:" + id);
        return Stream.concat(Stream.of(new Permission("secretsmanager:" + action, arn)),
                keys.use(known == null ? "" : known.key, "secretsmanager", onKey).stream()).toList();
    }

    private @Nullable Secret look(String id) {
        if (!id.startsWith("arn:")) {
            return secrets.get(id);
        }
        return secrets.values().stream().filter(secret -> secret.arn.equals(id) || secret.arn.substring(0, secret.arn.length() - 7)
                .equals(id))
                .findFirst().orElse(null);
    }

    private Secret known(String id) {
        Secret found = look(id);
        if (found == null) {
            throw missing("Secrets Manager can't find the specified secret.");
        }
        return found;
    }

    private Secret living(String id) {
        Secret found = known(id);
        if (found.deleted != null) {
            throw Fault.of(InvalidRequestException.builder(), "InvalidRequestException",
                    "You can't perform this operation on the secret because it was marked for deletion.");
        }
        return found;
    }

    private synchronized CreateSecretResponse create(CreateSecretRequest request) {
        if (!request.name().matches("[A-Za-z0-9/_+=.@-]{1,512}")) {
            throw invalid("Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!");
        }
        if (secrets.containsKey(request.name())) {
            throw Fault.of(ResourceExistsException.builder(), "ResourceExistsException",
                    "The operation failed because the secret " + request.name() + " already exists.");
        }
        StringBuilder end = new StringBuilder();
        random.ints(6, 0, LETTERS.length()).forEach(letter -> end.append(LETTERS.charAt(letter)));
        Secret secret = new Secret(request.name(), account.arn("secretsmanager", "secret:" + request.name() + "-" + end),
                Objects.toString(request.kmsKeyId(), ""), request.description(), timeline.now());
        CreateSecretResponse.Builder answer = CreateSecretResponse.builder().arn(secret.arn).name(secret.name);
        if (request.secretString() != null || request.secretBinary() != null) {
            answer.versionId(add(secret, request.clientRequestToken(), request.secretString(), request.secretBinary(), List.of(CURRENT))
                    .id());
        }
        secrets.put(secret.name, secret);
        return answer.build();
    }

    private Version add(Secret secret, @Nullable String token, @Nullable String text, @Nullable SdkBytes binary, List<String> stages) {
        if (text == null == (binary == null)) {
            throw invalid("You must provide either SecretString or SecretBinary.");
        }
        Version version = new Version(token == null ? UUID.randomUUID().toString() : token, text, binary, timeline.now());
        Version same = secret.versions.get(version.id());
        if (same != null) {
            if (Objects.equals(same.text(), text) && Objects.equals(same.binary(), binary)) {
                return same;
            }
            throw Fault.of(ResourceExistsException.builder(), "ResourceExistsException",
                    "You can't use ClientRequestToken " + token + " because that value is already in use for a version of secret "
                            + secret.arn + ".");
        }
        String before = secret.stages.get(CURRENT);
        secret.versions.put(version.id(), version);
        stages.forEach(stage -> secret.stages.put(stage, version.id()));
        if (stages.contains(CURRENT) && before != null) {
            secret.stages.put(PREVIOUS, before);
        }
        secret.versions.keySet().removeIf(id -> !secret.stages.containsValue(id));
        secret.changed = timeline.now();
        return version;
    }

    private synchronized GetSecretValueResponse value(GetSecretValueRequest request) {
        Secret secret = living(request.secretId());
        String stage = request.versionStage() == null ? CURRENT : request.versionStage();
        String id = request.versionId() == null ? secret.stages.get(stage) : request.versionId();
        Version version = id == null ? null : secret.versions.get(id);
        if (version == null) {
            throw missing(request.versionId() == null
                    ? "Secrets Manager can't find the specified secret value for staging label: " + stage
                    : "Secrets Manager can't find the specified secret value for VersionId: " + request.versionId());
        }
        if (request.versionId() != null && request.versionStage() != null && !secret.stagesOf(version.id()).contains(stage)) {
            throw Fault.of(InvalidRequestException.builder(), "InvalidRequestException",
                    "You provided a VersionStage that is not associated to the provided VersionId.");
        }
        return GetSecretValueResponse.builder().arn(secret.arn).name(secret.name).versionId(version.id()).secretString(version.text())
                .secretBinary(version.binary()).versionStages(secret.stagesOf(version.id())).createdDate(version.created()).build();
    }

    private synchronized PutSecretValueResponse put(PutSecretValueRequest request) {
        Secret secret = living(request.secretId());
        Version version = add(secret, request.clientRequestToken(), request.secretString(), request.secretBinary(),
                request.hasVersionStages() ? request.versionStages() : List.of(CURRENT));
        return PutSecretValueResponse.builder().arn(secret.arn).name(secret.name).versionId(version.id())
                .versionStages(secret.stagesOf(version.id())).build();
    }

    private synchronized DescribeSecretResponse describe(DescribeSecretRequest request) {
        Secret secret = known(request.secretId());
        return DescribeSecretResponse.builder().arn(secret.arn).name(secret.name).description(secret.description)
                .kmsKeyId(secret.key.isEmpty() ? null : secret.key).createdDate(secret.created).lastChangedDate(secret.changed)
                .deletedDate(secret.deleted).versionIdsToStages(staged(secret)).build();
    }

    private static Map<String, List<String>> staged(Secret secret) {
        Map<String, List<String>> staged = new LinkedHashMap<>();
        secret.versions.keySet().forEach(id -> staged.put(id, secret.stagesOf(id)));
        return staged;
    }

    private synchronized DeleteSecretResponse delete(DeleteSecretRequest request) {
        if (Boolean.TRUE.equals(request.forceDeleteWithoutRecovery()) && request.recoveryWindowInDays() != null) {
            throw invalid("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
        }
        Secret secret = living(request.secretId());
        Instant end = timeline.now();
        if (Boolean.TRUE.equals(request.forceDeleteWithoutRecovery())) {
            secrets.remove(secret.name);
        } else {
            long days = request.recoveryWindowInDays() == null ? 30 : request.recoveryWindowInDays();
            if (days < 7 || days > 30) {
                throw invalid("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
            }
            end = end.plus(Duration.ofDays(days));
            timeline.at(end, () -> secrets.remove(secret.name));
        }
        secret.deleted = timeline.now();
        return DeleteSecretResponse.builder().arn(secret.arn).name(secret.name).deletionDate(end).build();
    }

    private synchronized ListSecretsResponse list(ListSecretsRequest request) {
        if (request.hasFilters()) {
            throw new UnknownOperation("The local cloud has no Filters in secretsmanager:ListSecrets");
        }
        if (request.nextToken() != null && !secrets.containsKey(request.nextToken())) {
            throw Fault.of(InvalidNextTokenException.builder(), "InvalidNextTokenException", "The NextToken value is invalid.");
        }
        List<Secret> left = new ArrayList<>(secrets.values());
        left.removeIf(secret -> request.nextToken() != null && secret.name.compareTo(request.nextToken()) <= 0
                || secret.deleted != null && !Boolean.TRUE.equals(request.includePlannedDeletion()));
        List<Secret> page = left.subList(0, Math.min(left.size(), request.maxResults() == null ? PAGE : request.maxResults()));
        return ListSecretsResponse.builder().secretList(page.stream().map(secret -> SecretListEntry.builder().arn(secret.arn)
                .name(secret.name)
                        .description(secret.description).createdDate(secret.created).lastChangedDate(secret.changed)
                        .deletedDate(secret.deleted).secretVersionsToStages(staged(secret)).build()).toList())
                .nextToken(page.size() < left.size() ? page.getLast().name : null).build();
    }

    private static AwsServiceException missing(String message) {
        return Fault.of(ResourceNotFoundException.builder(), "ResourceNotFoundException", message);
    }

    private static AwsServiceException invalid(String message) {
        return Fault.of(InvalidParameterException.builder(), "InvalidParameterException", message);
    }
}
