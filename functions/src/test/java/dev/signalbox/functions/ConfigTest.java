package dev.signalbox.functions;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

class ConfigTest {

    private static final Map<String, String> ROUTE = Map.ofEntries(entry("AWS_REGION", "us-east-1"),
            entry("RUN_STATE_MACHINE_ARN", "arn:machine"), entry("RUNS_TABLE", "runs"), entry("UNDELIVERED_QUEUE_URL", "https://queue"),
            entry("DEFAULT_PROJECT", "signalbox-default"), entry("PULL_REQUEST_PROJECT", "signalbox-pull-request"),
            entry("ARTIFACTS_BUCKET", "artifacts"), entry("ARTIFACTS_KEY_ARN", "arn:key"), entry("SECRETS_PREFIX", "signalbox/"),
            entry("ACCOUNT_RULES_PARAMETER", "/signalbox/rules"), entry("SCHEDULE_GROUP", "signalbox"),
            entry("CHECKS_ROLE_ARN", "arn:aws:iam::123456789012:role/checks"),
            entry("SCHEDULE_ROLE_ARN", "arn:role"), entry("ROUTE_FUNCTION_ARN", "arn:route"), entry("UNDELIVERED_QUEUE_ARN", "arn:queue"));
    private static final Map<String, String> CONCLUDE = Map.of("AWS_REGION", "us-east-1", "RUNS_TABLE", "runs", "STACK_NAME", "signalbox",
            "CHECKS_ROLE_ARN", "arn:aws:iam::123456789012:role/checks");

    @Test
    void aFunctionIsMadeOfItsEnvironmentAlone() {
        assertNotNull(Composition.route(new Config(ROUTE)));
        assertNotNull(Composition.conclude(new Config(CONCLUDE)));
    }

    @Test
    void aVariableThatLacksIsNamed() {
        lacking(ROUTE, Composition::route);
        lacking(CONCLUDE, Composition::conclude);
    }

    private static void lacking(Map<String, String> whole, Consumer<Config> composition) {
        for (String name : whole.keySet()) {
            Map<String, String> less = new HashMap<>(whole);
            less.put(name, "");
            assertEquals("the environment lacks " + name,
                    assertThrows(IllegalStateException.class, () -> composition.accept(new Config(less))).getMessage());
        }
    }
}
