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
 * How a function's JVM is started: the java command, its options and its class path. The native library of AWS's client is
 * unpacked once, where every child finds it; left to itself the client unpacks it into one shared file in /tmp at each start,
 * which children that start together would take from each other.
 */
final class Launch {

    private static final String LIBRARY_PROPERTY = "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";
    /** Runs a command that does not hear Ctrl-C, without what shells add to the environment. */
    private static final String UNTOUCHED_BY_CTRL_C = "trap '' INT; exec env -u PWD -u OLDPWD -u SHLVL -u _ \"$@\"";

    private final FunctionRuntime runtime;
    private final Path classes;
    private final Path library;

    /**
     * Unpacks what the children need.
     *
     * @param folder a folder for it
     * @throws UnknownOperation when AWS's client is asked for and has no native library for this machine
     */
    Launch(FunctionRuntime runtime, Path folder) throws IOException {
        this.runtime = runtime;
        classes = folder.resolve("runtime");
        for (Class<?> own : switch (runtime) {
            case AWS -> List.of(Leash.class);
            case PLAIN -> List.of(Leash.class, PlainRuntime.class, PlainContext.class);
        }) {
            String classFile = own.getName().replace('.', '/') + ".class";
            unpack(own, "/" + classFile, classes.resolve(classFile));
        }
        library = folder.resolve("libaws-lambda-jni.so");
        if (runtime == FunctionRuntime.AWS) {
            unpack(AWSLambda.class, FunctionRuntime.nativeLibrary().orElseThrow(() -> new UnknownOperation(
                    "AWS's runtime interface client has no native library for %s on %s.".formatted(
                            System.getProperty("os.name"), System.getProperty("os.arch")))), library);
        }
    }

    private static void unpack(Class<?> owner, String resource, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        try (InputStream from = owner.getResourceAsStream(resource)) {
            if (from == null) {
                throw new IOException("not on the class path: " + resource);
            }
            Files.copy(from, target);
        }
    }

    /**
     * The command that runs a function. The options are those of AWS's java25 runtime as far as they shape what a function sees:
     * C1 only, the serial collector, a heap of 85 % of the function's memory. A terminal sends Ctrl-C to this JVM and its children
     * alike: they do not hear it, so that functions end when, and as, the local cloud ends them.
     *
     * @param temporary the environment's own /tmp
     */
    List<String> command(LambdaFunction function, Path temporary) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", UNTOUCHED_BY_CTRL_C, function.name(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + function.memory() * 85 / 100 + "m",
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-XX:-UsePerfData",
                "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + temporary, "-D" + LIBRARY_PROPERTY + "=" + library));
        Stream<Path> own = Stream.concat(Stream.of(classes), jars().stream());
        command.addAll(List.of("-cp", Stream.concat(own, function.classPath().stream()).map(path -> path.toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator)), mainClass().getName(), function.handler()));
        return command;
    }

    private Class<?> mainClass() {
        return switch (runtime) {
            case AWS -> Leash.class;
            case PLAIN -> PlainRuntime.class;
        };
    }

    private List<Path> jars() {
        return switch (runtime) {
            case AWS -> Stream.of(AWSLambda.class, RequestStreamHandler.class, PojoSerializer.class, SdkInternalThreadLocal.class)
                    .map(Launch::place).distinct().toList();
            case PLAIN -> List.of(place(RequestStreamHandler.class));
        };
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
