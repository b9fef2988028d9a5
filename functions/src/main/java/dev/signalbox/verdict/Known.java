package dev.signalbox.verdict;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.signalbox.verdict.FailingTest.Novelty;

/**
 * What is remembered of a run's tests and coverage, for the next run to be compared with. Tests and builds are remembered by
 * keys of 12 characters, hashes of their names.
 *
 * @param builds     those that reported tests, wholly
 * @param failing    the failing tests, at most {@value ReportReading#FAILING}
 * @param all        whether these are all failing tests there were
 * @param coverageOf stands for the builds that reported coverage; empty when none did
 * @param lines      covered lines in percent; null when none were reported
 */
public record Known(Set<String> builds, Set<String> failing, boolean all, String coverageOf, @Nullable BigDecimal lines) {

    /** Nothing is remembered. */
    public static final Known NOTHING = new Known(Set.of(), Set.of(), false, "", null);

    private static final int BYTES = 9;

    public Known {
        builds = Set.copyOf(builds);
        failing = Set.copyOf(failing);
    }

    /** Whether a test that fails now failed then. */
    Novelty novelty(FailingTest test) {
        if (failing.contains(test.key())) {
            return Novelty.STILL_FAILING;
        }
        return all && builds.contains(key(test.build())) ? Novelty.NEW : Novelty.UNKNOWN;
    }

    static String key(String... parts) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
