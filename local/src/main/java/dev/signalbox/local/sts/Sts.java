package dev.signalbox.local.sts;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Identities;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.time.Timeline;

/**
 * Security Token Service: tells callers who they are, and makes them sessions of roles. AWS asks no permission for the first, and
 * none can take it away.
 */
public final class Sts {

    private final Account account;
    private final AssumeRole assumeRole;

    /** @param roles the template's, for how long their sessions may be */
    public Sts(Account account, Timeline timeline, Identities identities, List<Resource> roles) {
        this.account = account;
        assumeRole = new AssumeRole(timeline, identities, roles);
    }

    public Service service() {
        return new Service("sts", "sts", Protocol.QUERY,
                List.of(assumeRole.operation(),
                        Operation.of(GetCallerIdentityRequest::builder, request -> List.of(), this::callerIdentity)));
    }

    private GetCallerIdentityResponse callerIdentity(GetCallerIdentityRequest request, Caller caller) {
        return GetCallerIdentityResponse.builder().account(account.id()).arn(caller.arn()).userId(userId(caller)).build();
    }

    /** What IAM calls the caller by; of a session its role's id and its own name. */
    static String userId(Caller caller) {
        return switch (caller) {
            case Caller.User user -> unique("AIDA", user.arn());
            case Caller.RoleSession session -> unique("AROA", session.roleArn()) + ":" + session.sessionName();
            case Caller.Service service -> service.name();
        };
    }

    /** An id in the form of IAM's unique ids (prefix and 17 characters), always the same for an ARN. */
    private static String unique(String prefix, String arn) {
        String hash = UUID.nameUUIDFromBytes(arn.getBytes(StandardCharsets.UTF_8)).toString().replace("-", "");
        return prefix + hash.substring(0, 17).toUpperCase(Locale.ROOT);
    }
}
