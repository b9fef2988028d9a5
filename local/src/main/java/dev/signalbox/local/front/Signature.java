package dev.signalbox.local.front;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request's signature says: who signs, and which service the call is meant for. Signature Version 4 and 4A are read,
 * in the {@code Authorization} header or, as in presigned addresses, in {@code X-Amz-Credential}; Version 2 only in S3's
 * presigned addresses, where some clients still use it. The signature itself is not verified: the local cloud is on loopback and has no
 * secrets to verify it with, since any access key is a user's name.
 *
 * @param service the signing name, such as {@code states}
 */
record Signature(String accessKeyId, String service) {

    private static final Pattern HEADER = Pattern.compile("AWS4-[A-Z0-9-]+ .*?Credential=([^,\\s]+).*", Pattern.DOTALL);
    /** KEY/DATE/REGION/SERVICE/aws4_request; 4A has no region. A key's id may itself hold slashes. */
    private static final Pattern CREDENTIAL = Pattern.compile("(.+)/\\d{8}/(?:[^/]*/)?([^/]+)/aws4_request");

    static Optional<Signature> of(Arrival arrival) {
        Matcher header = HEADER.matcher(arrival.header("Authorization"));
        Optional<String> credential = header.matches() ? Optional.of(header.group(1)) : arrival.parameter("X-Amz-Credential");
        return credential.map(CREDENTIAL::matcher).filter(Matcher::matches)
                .map(matcher -> new Signature(matcher.group(1), matcher.group(2)))
                .or(() -> arrival.parameter("Signature").flatMap(signed -> arrival.parameter("AWSAccessKeyId"))
                        .map(key -> new Signature(key, "s3")));
    }
}
