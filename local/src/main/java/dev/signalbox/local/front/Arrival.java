package dev.signalbox.local.front;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import com.sun.net.httpserver.HttpExchange;

/**
 * An HTTP request, read whole.
 *
 * @param path as it was sent: still escaped
 * @param query parameters in their order, unescaped
 * @param headers by name, whatever its case
 * @param body without any framing: {@code aws-chunked} and gzip are undone, the former's trailers stand among the headers
 */
record Arrival(String method, String path, Map<String, List<String>> query, Map<String, String> headers, byte[] body) {

    /** Bytes that a request's body may have. */
    static final int MOST = 64 * 1024 * 1024;

    /** What stands before the body. */
    static Arrival head(HttpExchange exchange) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
        URI uri = exchange.getRequestURI();
        return new Arrival(exchange.getRequestMethod(), uri.getRawPath(),
                parameters(uri.getRawQuery() == null ? "" : uri.getRawQuery()), headers, new byte[0]);
    }

    /** The whole of it. @throws Refused when the body is larger than {@link #MOST} or its framing is broken */
    Arrival withBody(InputStream in) throws IOException {
        byte[] body = bounded(in);
        if (headers.getOrDefault("Content-Encoding", "").contains("aws-chunked")
                || headers.getOrDefault("x-amz-content-sha256", "").startsWith("STREAMING-")) {
            body = unchunked(body, headers);
        }
        if (header("Content-Encoding").equals("gzip") && Signature.of(this).filter(signed -> signed.service().equals("s3")).isEmpty()) {
            body = unzipped(body);
        }
        return new Arrival(method, path, query, headers, body);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name)).map(List::getFirst);
    }

    boolean isForm() {
        return header("Content-Type").startsWith("application/x-www-form-urlencoded");
    }

    /** The parameters of a query call: those of the form and those of the address. */
    Map<String, String> form() {
        Map<String, String> form = new LinkedHashMap<>();
        query.forEach((name, values) -> form.put(name, values.getFirst()));
        if (isForm()) {
            parameters(new String(body, StandardCharsets.UTF_8)).forEach((name, values) -> form.put(name, values.getFirst()));
        }
        return form;
    }

    /** A part of a path without its escapes. @throws Refused when they are broken */
    static String unescaped(String text) {
        return decoded(text.replace("+", "%2B"));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new Refused("MalformedQueryString", 400, "The address or form holds a broken escape.");
        }
    }

    private static Map<String, List<String>> parameters(String text) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (String part : text.split("&")) {
            if (!part.isEmpty()) {
                String[] pair = part.split("=", 2);
                found.computeIfAbsent(decoded(pair[0]), name -> new ArrayList<>())
                        .add(pair.length == 2 ? decoded(pair[1]) : "");
            }
        }
        return found;
    }

    private static byte[] bounded(InputStream in) throws IOException {
        byte[] body = in.readNBytes(MOST + 1);
        if (body.length > MOST) {
            throw new Refused("RequestEntityTooLargeException", 413,
                    "The local cloud takes requests of at most " + MOST + " bytes.");
        }
        return body;
    }

    /** What clients compress by themselves, such as many metrics; S3's objects stay as they are. */
    private static byte[] unzipped(byte[] body) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return bounded(in);
        } catch (ZipException | EOFException _) {
            throw new Refused("SerializationException", 400, "The request's body is not gzip.");
        }
    }

    /** S3's framing: {@code SIZE;chunk-signature=…}, the chunk, and after the empty one trailers. Signatures are passed over. */
    private static byte[] unchunked(byte[] framed, Map<String, String> headers) {
        var content = new ByteArrayOutputStream(framed.length);
        int at = 0;
        while (true) {
            int end = lineEnd(framed, at);
            String size = new String(framed, at, end - at, StandardCharsets.US_ASCII).split(";", 2)[0].strip();
            int length = chunkLength(size);
            at = end + 2;
            if (length == 0) {
                break;
            }
            if (length < 0 || at + length + 2 > framed.length) {
                throw incomplete();
            }
            content.write(framed, at, length);
            at += length + 2;
        }
        while (at < framed.length) {
            int end = lineEnd(framed, at);
            String[] trailer = new String(framed, at, end - at, StandardCharsets.US_ASCII).split(":", 2);
            if (trailer.length == 2) {
                headers.put(trailer[0].strip().toLowerCase(Locale.ROOT), trailer[1].strip());
            }
            at = end + 2;
        }
        headers.computeIfPresent("Content-Encoding", (name, value) -> {
            String rest = value.replaceAll("\\s*aws-chunked\\s*,?", "");
            return rest.isEmpty() ? null : rest;
        });
        headers.put("Content-Length", Integer.toString(content.size()));
        return content.toByteArray();
    }

    private static int chunkLength(String size) {
        try {
            return Integer.parseInt(size, 16);
        } catch (NumberFormatException _) {
            throw incomplete();
        }
    }

    private static int lineEnd(byte[] framed, int from) {
        for (int at = from; at + 1 < framed.length; at++) {
            if (framed[at] == '\r' && framed[at + 1] == '\n') {
                return at;
            }
        }
        throw incomplete();
    }

    private static Refused incomplete() {
        return new Refused("IncompleteBody", 400, "The request's aws-chunked body is incomplete or malformed.");
    }
}
