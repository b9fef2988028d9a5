package dev.signalbox.local.lambda;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

import dev.signalbox.local.front.UnknownOperation;

/**
 * AWS's runtime interface client as it is started for a function: the java command, its options and its class path. The client's
 * native library is unpacked once, where every child finds it; left to itself the client unpacks it into one shared file in /tmp
 * at each start, which children that start together would take from each other.
 */
final class RuntimeClient {

    private static final String LIBRARY_PROPERTY = "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    private final Path leash;
    private final Path library;

    /**
     * Unpacks what the children need.
     *
     * @param folder a folder for it
     * @throws UnknownOperation on a system for which the client has no native library
     */
    RuntimeClient(Path folder) throws IOException {
        leash = folder.resolve("leash");
        String classFile = Leash.class.getName().replace('.', '/') + ".class";
        unpack("/" + classFile, leash.resolve(classFile));
        library = folder.resolve("libaws-lambda-jni.so");
        unpack("/jni/libaws-lambda-jni." + system() + ".so", library);
    }

    private static String system() {
        String architecture = switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "aarch_64";
            default -> "";
        };
        if (!System.getProperty("os.name").equals("Linux") || architecture.isEmpty()) {
            throw new UnknownOperation("Functions need AWS's runtime interface client, whose native library is for Linux on x86-64 or"
                    + " arm64 only; this is " + System.getProperty("os.name") + " on " + System.getProperty("os.arch") + ".");
        }
        String musl = "/lib/ld-musl-" + architecture.replace("_64", architecture.startsWith("x") ? "_64" : "64") + ".so.1";
        return (Files.exists(Path.of(musl)) ? "linux_musl-" : "linux-") + architecture;
    }

    private static void unpack(String resource, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Class<?> owner = resource.startsWith("/jni") ? AWSLambda.class : Leash.class;
        try (InputStream from = owner.getResourceAsStream(resource)) {
            if (from == null) {
                throw new IOException("not on the class path: " + resource);
            }
            Files.copy(from, target);
        }
    }

    /**
     * The command that runs a function. The options are those of AWS's java25 runtime as far as they shape what a function sees:
     * C1 only, the serial collector, a heap of 85 % of the function's memory.
     *
     * @param temporary the environment's own /tmp
     */
    List<String> command(LambdaFunction function, Path temporary) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + function.memory() * 85 / 100 + "m",
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + temporary, "-D" + LIBRARY_PROPERTY + "=" + library));
        Stream<Path> client = Stream.concat(Stream.of(leash), jars().stream());
        command.addAll(List.of("-cp", Stream.concat(client, function.classPath().stream()).map(path -> path.toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator)), Leash.class.getName(), function.handler()));
        return command;
    }

    private static List<Path> jars() {
        return Stream.of(AWSLambda.class, RequestStreamHandler.class, PojoSerializer.class, SdkInternalThreadLocal.class)
                .map(RuntimeClient::place).distinct().toList();
    }

    private static Path place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IllegalStateException(type.getName() + " has no place on the class path");
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException wrong) {
            throw new UncheckedIOException(new IOException(wrong));
        }
    }
}
