package dev.signalbox.local.sts;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;

/** Security Token Service: tells callers who they are. AWS asks no permission for that, and none can take it away. */
public final class Sts {

    private final Account account;

    public Sts(Account account) {
        this.account = account;
    }

    public Service service() {
        return new Service("sts", "sts", Protocol.QUERY,
                List.of(Operation.of(GetCallerIdentityRequest::builder, request -> List.of(), this::callerIdentity)));
    }

    private GetCallerIdentityResponse callerIdentity(GetCallerIdentityRequest request, Caller caller) {
        String userId = switch (caller) {
            case Caller.User user -> unique("AIDA", user.arn());
            case Caller.RoleSession session -> unique("AROA", session.roleArn()) + ":" + session.sessionName();
            case Caller.Service service -> service.name();
        };
        return GetCallerIdentityResponse.builder().account(account.id()).arn(caller.arn()).userId(userId).build();
    }

    /** An id in the form of IAM's unique ids (prefix and 17 characters), always the same for an ARN. */
    private static String unique(String prefix, String arn) {
        String hash = UUID.nameUUIDFromBytes(arn.getBytes(StandardCharsets.UTF_8)).toString().replace("-", "");
        return prefix + hash.substring(0, 17).toUpperCase(Locale.ROOT);
    }
}
