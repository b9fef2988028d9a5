package dev.signalbox.local.sts;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumedRoleUser;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.StsException;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Identities;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.time.Timeline;

/**
 * Gives out credentials for a session of a role, to whom the role's trust policy lets have them. Whatever the credentials do is the
 * session's: {@code arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION}, under the role's policies. They end after their time.
 *
 * <p>What would make a session less than its role, or more than its name, is refused by name: session policies, tags, a source
 * identity, MFA, contexts. {@code ExternalId} and the session's name are conditions of the trust policy ({@code sts:ExternalId},
 * {@code sts:RoleSessionName}).
 */
final class AssumeRole {

    private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
    private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");
    private static final Pattern ROLE = Pattern.compile("arn:aws:iam::\\d{12}:role/.+");
    private static final Duration SHORTEST = Duration.ofMinutes(15);
    private static final Duration LONGEST = Duration.ofHours(12);
    private static final Duration USUAL = Duration.ofHours(1);

    private final Timeline timeline;
    private final Identities identities;
    private final List<Resource> roles;

    AssumeRole(Timeline timeline, Identities identities, List<Resource> roles) {
        this.timeline = timeline;
        this.identities = identities;
        this.roles = List.copyOf(roles);
    }

    Operation<AssumeRoleRequest> operation() {
        return Operation.of(AssumeRoleRequest::builder, AssumeRole::needs, this::assume);
    }

    private static List<Permission> needs(AssumeRoleRequest request) {
        check(request);
        Permission assume = new Permission("sts:AssumeRole", request.roleArn()).with("sts:RoleSessionName", request.roleSessionName());
        return List.of(request.externalId() == null ? assume : assume.with("sts:ExternalId", request.externalId()));
    }

    private AssumeRoleResponse assume(AssumeRoleRequest request, Caller caller) {
        Duration duration = duration(request, caller);
        Caller.RoleSession session = new Caller.RoleSession(request.roleArn(), request.roleSessionName());
        Identities.Credentials issued = identities.issue(session);
        timeline.after(duration, () -> identities.revoke(issued));
        return AssumeRoleResponse.builder()
                .assumedRoleUser(AssumedRoleUser.builder().arn(session.arn()).assumedRoleId(Sts.userId(session)).build())
                .credentials(Credentials.builder().accessKeyId(issued.accessKeyId()).secretAccessKey(issued.secretAccessKey())
                        .sessionToken(issued.sessionToken()).expiration(timeline.now().plus(duration)).build()).build();
    }

    private static void check(AssumeRoleRequest request) {
        must(ROLE, "roleArn", request.roleArn());
        must(SESSION_NAME, "roleSessionName", request.roleSessionName());
        if (request.externalId() != null) {
            must(EXTERNAL_ID, "externalId", request.externalId());
        }
        if (request.durationSeconds() != null && (request.durationSeconds() < SHORTEST.toSeconds()
                || request.durationSeconds() > LONGEST.toSeconds())) {
            throw invalid(("1 validation error detected: Value '%d' at 'durationSeconds' failed to satisfy constraint: Member must have "
                    + "a value between %d and %d").formatted(request.durationSeconds(), SHORTEST.toSeconds(), LONGEST.toSeconds()));
        }
        unknown(request).forEach((member, given) -> {
            if (given) {
                throw new UnknownOperation("The local cloud has no sts:AssumeRole with " + member + ".");
            }
        });
    }

    private static Map<String, Boolean> unknown(AssumeRoleRequest request) {
        Map<String, Boolean> given = new LinkedHashMap<>();
        given.put("Policy", request.policy() != null);
        given.put("PolicyArns", request.hasPolicyArns());
        given.put("Tags", request.hasTags());
        given.put("TransitiveTagKeys", request.hasTransitiveTagKeys());
        given.put("SerialNumber", request.serialNumber() != null);
        given.put("TokenCode", request.tokenCode() != null);
        given.put("SourceIdentity", request.sourceIdentity() != null);
        given.put("ProvidedContexts", request.hasProvidedContexts());
        return given;
    }

    /** As long as was asked for, at most the role's longest; a session that assumes a role gets an hour at most. */
    private Duration duration(AssumeRoleRequest request, Caller caller) {
        Duration asked = request.durationSeconds() == null ? USUAL : Duration.ofSeconds(request.durationSeconds());
        if (caller instanceof Caller.RoleSession && asked.compareTo(USUAL) > 0) {
            throw invalid("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
        }
        if (asked.compareTo(longest(request.roleArn())) > 0) {
            throw invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
        return asked;
    }

    private Duration longest(String role) {
        return roles.stream().filter(candidate -> candidate.arn().equals(role)).findFirst()
                .map(found -> Duration.ofSeconds(found.properties().path("MaxSessionDuration").asLong(USUAL.toSeconds()))).orElse(USUAL);
    }

    private static void must(Pattern pattern, String member, @Nullable String value) {
        if (value == null || !pattern.matcher(value).matches()) {
            throw invalid(("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must satisfy regular "
                    + "expression pattern: %s").formatted(value, member, pattern));
        }
    }

    private static StsException invalid(String message) {
        return (StsException) StsException.builder().message(message).statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode("ValidationError").errorMessage(message).build()).build();
    }
}
