package dev.signalbox.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Identities;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.time.Timeline;

class LeashTest {

    /** A JVM with a Lambda in it, whose one function never answers; it prints what functions write. */
    public static final class Host {

        private Host() {
        }

        public static void main(String[] arguments) throws Exception {
            Account account = new Account("123456789012", "us-east-1");
            Switchboard calls = new Switchboard(Gate.open());
            FakeLogs logs = new FakeLogs();
            calls.connect(logs.service());
            calls.intercept((_, _, operation, request) -> {
                if (operation.equals("PutLogEvents")) {
                    System.out.println(request);
                }
            });
            List<Path> classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of).toList();
            LambdaFunction stay = new LambdaFunction("stay", account.arn("lambda", "function:stay"), "", "java25",
                    "dev.signalbox.local.lambda.Handlers$Stay", 128, Duration.ofMinutes(15), Map.of(),
                    "arn:aws:iam::123456789012:role/stay", classPath, "/aws/lambda/stay", 1, LambdaFunction.Asynchronous.DEFAULT);
            calls.connect(new Lambda(account, new Timeline(), calls, new Identities("123456789012"), List.of(stay),
                    () -> URI.create("http://127.0.0.1:1"), Path.of(arguments[0])).service());
            calls.call(new Caller.User("123456789012", "ada"), InvokeRequest.builder().functionName("stay")
                    .invocationType(InvocationType.EVENT).payload(SdkBytes.fromUtf8String("{}")).build());
            new CountDownLatch(1).await();
        }
    }

    @Test
    void aFunctionEndsWithTheJvmThatStartedItThoughItIsKilled(@TempDir Path folder) throws Exception {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath,
                Host.class.getName(), folder.toString()));
        Process host = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader output = host.inputReader(UTF_8)) {
            long pid = output.lines().filter(line -> line.contains("process "))
                    .mapToLong(line -> Long.parseLong(line.replaceAll(".*process (\\d+).*", "$1"))).findFirst().orElseThrow();
            ProcessHandle function = ProcessHandle.of(pid).orElseThrow();
            assertTrue(function.isAlive());
            host.destroyForcibly();
            function.onExit().get(60, TimeUnit.SECONDS);
        } finally {
            host.destroyForcibly();
        }
    }
}
