package dev.signalbox.run;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What tells lists of texts apart: the same list gives the same digits. */
public final class Fingerprint {

    private Fingerprint() {
    }

    /** The first hex digits of SHA-256 over the parts, each behind its length, so that no two lists of parts are hashed alike. */
    public static String of(int digits, String... parts) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                hash.update(bytes);
            }
            return HexFormat.of().formatHex(hash.digest()).substring(0, digits);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
