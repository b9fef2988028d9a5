package dev.signalbox.run;

/**
 * Where builds leave what they make, unless the rules say otherwise.
 *
 * @param bucket the stack's bucket
 * @param key the ARN of the KMS key that encrypts what is in it
 */
public record Places(String bucket, String key) {
}
