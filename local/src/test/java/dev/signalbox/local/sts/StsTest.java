package dev.signalbox.local.sts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Switchboard;

class StsTest {

    private static GetCallerIdentityResponse identity(Caller caller) {
        var switchboard = new Switchboard((denied, permission) -> {
            throw new AccessDenied(denied, permission, "nothing is allowed here");
        });
        switchboard.connect(new Sts(new Account("123456789012", "us-east-1")).service());
        return (GetCallerIdentityResponse) switchboard.call(caller, GetCallerIdentityRequest.builder().build());
    }

    @Test
    void aUserIsToldWhoItIsWhateverPoliciesSay() {
        GetCallerIdentityResponse identity = identity(new Caller.User("123456789012", "ada"));
        assertEquals("123456789012", identity.account());
        assertEquals("arn:aws:iam::123456789012:user/ada", identity.arn());
        assertTrue(identity.userId().matches("AIDA[0-9A-F]{17}"), identity.userId());
    }

    @Test
    void aSessionIsToldItsRolesIdAndItsName() {
        GetCallerIdentityResponse identity = identity(new Caller.RoleSession("arn:aws:iam::123456789012:role/Route", "route-function"));
        assertEquals("arn:aws:sts::123456789012:assumed-role/Route/route-function", identity.arn());
        assertTrue(identity.userId().matches("AROA[0-9A-F]{17}:route-function"), identity.userId());
    }
}
