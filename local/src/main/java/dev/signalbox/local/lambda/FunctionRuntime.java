package dev.signalbox.local.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;

/** What stands between a function's handler and the Runtime API. */
public enum FunctionRuntime {

    /** AWS's own runtime interface client: Linux on x86-64 or arm64. */
    AWS,
    /** Ours, for everywhere else: {@link PlainRuntime}. */
    PLAIN;

    /** The one to use here: AWS's wherever it can run. */
    public static FunctionRuntime ofThisMachine() {
        return nativeLibrary().isPresent() ? AWS : PLAIN;
    }

    /** The resource in AWS's client that holds its native library for this machine; empty where there is none. */
    static Optional<String> nativeLibrary() {
        String architecture = switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "aarch_64";
            case String other -> other;
        };
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        return Optional.of("/jni/libaws-lambda-jni.linux%s-%s.so".formatted(isMusl() ? "_musl" : "", architecture))
                .filter(resource -> AWSLambda.class.getResource(resource) != null);
    }

    /** Whether this JVM, and so a function's, runs on musl; its C library is among the files that the process has mapped. */
    private static boolean isMusl() {
        try (Stream<String> mapped = Files.lines(Path.of("/proc/self/maps"))) {
            return mapped.anyMatch(line -> line.contains("/ld-musl-"));
        } catch (IOException | UncheckedIOException _) {
            return false;
        }
    }
}
