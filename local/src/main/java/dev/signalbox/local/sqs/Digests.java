package dev.signalbox.local.sqs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** The MD5 digests by which SQS's clients check what they sent and got (AWS: "Calculating the MD5 message digest"). */
final class Digests {

    private Digests() {
    }

    static String md5(String text) {
        return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Over names in order: length and bytes of name, of type, one byte for text (1) or binary (2), length and bytes of the value. */
    static String md5(Map<String, MessageAttributeValue> attributes) {
        MessageDigest digest = digest();
        new TreeMap<>(attributes).forEach((name, value) -> {
            add(digest, name.getBytes(StandardCharsets.UTF_8));
            add(digest, value.dataType().getBytes(StandardCharsets.UTF_8));
            boolean binary = value.binaryValue() != null;
            digest.update((byte) (binary ? 2 : 1));
            add(digest, binary ? value.binaryValue().asByteArray() : value.stringValue().getBytes(StandardCharsets.UTF_8));
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has MD5", impossible);
        }
    }
}
