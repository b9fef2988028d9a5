package dev.signalbox.run;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import dev.signalbox.trigger.Trigger.BranchPushed;
import dev.signalbox.trigger.Trigger.RunEnded;

/**
 * A run's id, which is its execution's name and its claim: the same trigger gives the same id, so that AWS itself refuses to start
 * it twice. It is a kind, a hyphen and 40 hex digits; Step Functions takes names of at most 80 characters.
 *
 * @param value such as {@code push-0f6c…}
 */
public record RunId(String value) {

    private static final int DIGITS = 40;

    /** The run of a push: what tells it from any other is the repository, the reference's move, and the attempt. */
    public static RunId of(BranchPushed push, int attempt) {
        return of("push", push.repository(), "refs/heads/" + push.branch(), push.previousCommit(), push.commit(), String.valueOf(attempt));
    }

    /** The run that concludes one that ended from outside. */
    public static RunId of(RunEnded ended) {
        return of("ended", ended.execution(), "ended");
    }

    /** SHA-256 over the parts, each behind its length, so that no two lists of parts are hashed alike. */
    private static RunId of(String kind, String... parts) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                hash.update(bytes);
            }
            return new RunId(kind + "-" + HexFormat.of().formatHex(hash.digest()).substring(0, DIGITS));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
