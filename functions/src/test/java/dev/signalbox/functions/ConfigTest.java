package dev.signalbox.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

class ConfigTest {

    private static final Map<String, String> ROUTE = Map.of("AWS_REGION", "us-east-1", "RUN_STATE_MACHINE_ARN", "arn:machine",
            "RUNS_TABLE", "runs", "UNDELIVERED_QUEUE_URL", "https://queue", "DEFAULT_PROJECT", "signalbox-default");

    @Test
    void routeIsMadeOfItsEnvironmentAlone() {
        assertNotNull(Composition.route(new Config(ROUTE)));
    }

    @Test
    void aVariableThatLacksIsNamed() {
        for (String name : ROUTE.keySet()) {
            Map<String, String> less = new HashMap<>(ROUTE);
            less.put(name, "");
            assertEquals("the environment lacks " + name,
                    assertThrows(IllegalStateException.class, () -> Composition.route(new Config(less))).getMessage());
        }
    }
}
