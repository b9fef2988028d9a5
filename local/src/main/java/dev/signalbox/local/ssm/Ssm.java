package dev.signalbox.local.ssm;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ssm.model.DeleteParameterRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParameterResponse;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.InvalidNextTokenException;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.ParameterVersionNotFoundException;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.PutParameterResponse;
import software.amazon.awssdk.services.ssm.model.SsmException;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Fault;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.kms.Keys;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.time.Timeline;

/** Parameters with all their versions. A SecureString asked for without decryption is answered with a text that tells nothing. */
public final class Ssm {

    private record Version(String value, ParameterType type, String key, Instant modified, String sealed) { }

    /** AWS: a standard parameter's value is at most 4 KB, an advanced one's 8 KB. */
    private static final int LARGEST_STANDARD = 4_096;
    private static final int LARGEST = 8_192;
    private static final String DEFAULT_KEY = "alias/aws/ssm";

    private final Account account;
    private final Timeline timeline;
    private final Keys keys;
    private final Map<String, List<Version>> parameters = new ConcurrentSkipListMap<>();

    /** Makes the template's parameters. */
    public Ssm(Account account, Timeline timeline, Keys keys, List<Resource> resources) {
        this.account = account;
        this.timeline = timeline;
        this.keys = keys;
        for (Resource resource : resources) {
            if (resource.type().equals("AWS::SSM::Parameter")) {
                put(PutParameterRequest.builder().name(resource.physicalId()).type(resource.properties().path("Type").asText())
                        .value(resource.properties().path("Value").asText()).build());
            }
        }
    }

    public Service service() {
        return new Service("ssm", "ssm", Protocol.JSON_1_1, List.of(
                Operation.of(PutParameterRequest::builder, r -> r.type() == ParameterType.SECURE_STRING
                        ? Stream.concat(Stream.of(on("PutParameter", r.name())), keys.use(key(r), "ssm", "Encrypt").stream()).toList()
                        : List.of(on("PutParameter", r.name())), (r, caller) -> put(r)),
                Operation.of(GetParameterRequest::builder, r -> reading("GetParameter", List.of(r.name()), r.withDecryption()),
                        (r, caller) -> GetParameterResponse.builder().parameter(find(r.name(), r.withDecryption())).build()),
                Operation.of(GetParametersRequest::builder, r -> reading("GetParameters", r.names(), r.withDecryption()),
                        (r, caller) -> several(r)),
                Operation.of(GetParametersByPathRequest::builder, r -> Stream.concat(Stream.of(on("GetParametersByPath", r.path())),
                        under(r).stream().flatMap(name -> opening(name, r.withDecryption()))).distinct().toList(), (r, caller) ->
                                byPath(r)),
                Operation.of(DeleteParameterRequest::builder, r -> List.of(on("DeleteParameter", r.name())), (r, caller) -> {
                    if (parameters.remove(plain(r.name())) == null) {
                        throw missing(r.name());
                    }
                    return DeleteParameterResponse.builder().build();
                })));
    }

    private Permission on(String action, String name) {
        return new Permission("ssm:" + action, arn(split(name)[0]));
    }

    private String arn(String name) {
        return account.arn("ssm", "parameter/" + name.replaceFirst("^/", ""));
    }

    private List<Permission> reading(String action, List<String> names, @Nullable Boolean open) {
        return names.stream().flatMap(name -> Stream.concat(Stream.of(on(action, name)), opening(split(name)[0], open))).distinct()
                .toList();
    }

    private Stream<Permission> opening(String name, @Nullable Boolean open) {
        List<Version> versions = parameters.getOrDefault(name, List.of());
        return !Boolean.TRUE.equals(open) || versions.isEmpty() ? Stream.of()
                : keys.use(versions.getLast().key(), "ssm", "Decrypt").stream()
                        .map(permission -> permission.with("kms:EncryptionContext:PARAMETER_ARN", arn(name)));
    }

    private static String key(PutParameterRequest request) {
        return request.keyId() == null ? DEFAULT_KEY : request.keyId();
    }

    /** A name or ARN without its version or label, and that; the second is empty where there is none. */
    private static String[] split(String asked) {
        String name = plain(asked);
        int colon = name.indexOf(':');
        return colon < 0 ? new String[] {name, ""} : new String[] {name.substring(0, colon), name.substring(colon + 1)};
    }

    private static String plain(String name) {
        if (!name.startsWith("arn:")) {
            return name;
        }
        String rest = name.substring(name.indexOf(":parameter/") + ":parameter/".length());
        return rest.contains("/") ? "/" + rest : rest;
    }

    private synchronized PutParameterResponse put(PutParameterRequest request) {
        if (!request.name().matches("[a-zA-Z0-9_.\\-/]{1,1011}") || request.name().matches("(?i)/?(aws|ssm).*")) {
            throw invalid("Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive), and only a mix of letters,"
                    + " numbers and the following 4 symbols .-_/ is allowed");
        }
        List<Version> versions = parameters.getOrDefault(request.name(), List.of());
        if (!versions.isEmpty() && !Boolean.TRUE.equals(request.overwrite())) {
            throw Fault.of(ParameterAlreadyExistsException.builder(), "ParameterAlreadyExists",
                    "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.");
        }
        if (versions.isEmpty() && request.type() == null) {
            throw invalid("A parameter type is required when you create a parameter.");
        }
        ParameterType type = request.type() == null ? versions.getLast().type() : request.type();
        if (type == ParameterType.UNKNOWN_TO_SDK_VERSION) {
            throw invalid("1 validation error detected: Value '" + request.typeAsString() + "' at 'type' failed to satisfy constraint:"
                    + " Member must satisfy enum value set: [SecureString, StringList, String]");
        }
        if (request.allowedPattern() != null || request.policies() != null) {
            throw new UnknownOperation("The local cloud has no AllowedPattern and no Policies in ssm:PutParameter");
        }
        int size = request.value().getBytes(StandardCharsets.UTF_8).length;
        if (size == 0 || size > (request.tier() == ParameterTier.ADVANCED ? LARGEST : LARGEST_STANDARD)) {
            throw invalid("Standard tier parameters support a maximum parameter value of 4096 characters; none may be empty.");
        }
        List<Version> all = new ArrayList<>(versions);
        all.add(new Version(request.value(), type, type == ParameterType.SECURE_STRING ? key(request) : "", timeline.now(),
                Base64.getEncoder().encodeToString(UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8))));
        parameters.put(request.name(), List.copyOf(all));
        return PutParameterResponse.builder().version((long) all.size()).tier(ParameterTier.STANDARD).build();
    }

    private Parameter find(String asked, @Nullable Boolean open) {
        String[] parts = split(asked);
        List<Version> versions = parameters.get(parts[0]);
        if (versions == null) {
            throw missing(asked);
        }
        int number = versions.size();
        if (!parts[1].isEmpty()) {
            number = parts[1].matches("\\d{1,9}") ? Integer.parseInt(parts[1]) : 0;
            if (number < 1 || number > versions.size()) {
                throw Fault.of(ParameterVersionNotFoundException.builder(), "ParameterVersionNotFound",
                        "Systems Manager could not find version " + parts[1] + " of " + parts[0] + ". Verify the version and try again.");
            }
        }
        Version version = versions.get(number - 1);
        boolean sealed = version.type() == ParameterType.SECURE_STRING && !Boolean.TRUE.equals(open);
        return Parameter.builder().name(parts[0]).type(version.type()).value(sealed ? version.sealed() : version.value())
                .version((long) number).selector(parts[1].isEmpty() ? null : ":" + parts[1]).lastModifiedDate(version.modified())
                .arn(arn(parts[0])).dataType("text").build();
    }

    private GetParametersResponse several(GetParametersRequest request) {
        List<Parameter> found = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        for (String name : request.names()) {
            try {
                found.add(find(name, request.withDecryption()));
            } catch (ParameterNotFoundException | ParameterVersionNotFoundException _) {
                invalid.add(name);
            }
        }
        return GetParametersResponse.builder().parameters(found).invalidParameters(invalid).build();
    }

    private List<String> under(GetParametersByPathRequest request) {
        String path = request.path().endsWith("/") ? request.path() : request.path() + "/";
        return parameters.keySet().stream().filter(name -> name.startsWith(path))
                .filter(name -> Boolean.TRUE.equals(request.recursive()) || name.indexOf('/', path.length()) < 0).toList();
    }

    private GetParametersByPathResponse byPath(GetParametersByPathRequest request) {
        if (!request.path().startsWith("/")) {
            throw invalid("The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash"
                    + " \"/\".");
        }
        if (request.hasParameterFilters()) {
            throw new UnknownOperation("The local cloud has no ParameterFilters in ssm:GetParametersByPath");
        }
        int most = request.maxResults() == null ? 10 : request.maxResults();
        if (most < 1 || most > 10) {
            throw invalid("1 validation error detected: Value '" + most + "' at 'maxResults' failed to satisfy constraint: Member must be"
                    + " between 1 and 10");
        }
        if (request.nextToken() != null && !parameters.containsKey(request.nextToken())) {
            throw Fault.of(InvalidNextTokenException.builder(), "InvalidNextToken", "The specified token is not valid.");
        }
        List<String> left = under(request).stream()
                .filter(name -> request.nextToken() == null || name.compareTo(request.nextToken()) > 0).toList();
        List<String> page = left.subList(0, Math.min(most, left.size()));
        return GetParametersByPathResponse.builder().parameters(page.stream().map(name -> find(name, request.withDecryption())).toList())
                .nextToken(page.size() < left.size() ? page.getLast() : null).build();
    }

    private static AwsServiceException missing(String name) {
        return Fault.of(ParameterNotFoundException.builder(), "ParameterNotFound", "Parameter " + name + " not found.");
    }

    private static AwsServiceException invalid(String message) {
        return Fault.of(SsmException.builder(), "ValidationException", message);
    }
}
