package dev.signalbox.local.scheduler;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "nightly", "0 3 * * ? *", "cron 0 3 * * ? *", "cron(0 3 * * ? *", "cron(0 3 * * ? *) ", "CRON(0 3 * * ? *)",
        "rate(5)", "rate(0 minutes)", "rate(-1 minutes)", "rate(5 seconds)", "rate(30 weeks)", "rate(5minutes)", "rate(1.5 hours)",
        "rate(9999999999 days)", "at(2026-07-01)", "at(2026-07-01T15:30)", "at(2026-07-01T15:30:00Z)", "at(2026-02-30T00:00:00)",
        "at(2026-07-01T25:00:00)", "at(2026-07-01T15:30:00.5)", "rate((5 minutes))"})
    void whatAwsDoesNotReadIsNoExpression(String text) {
        assertThrows(IllegalArgumentException.class, () -> Expression.of(text));
    }
}
