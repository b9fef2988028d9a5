package dev.signalbox.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.lambda.Handlers;
import dev.signalbox.local.template.TemplateProblem;

class LocalCloudTest {

    private static final Caller ADA = new Caller.User("123456789012", "ada");
    private static final String TEMPLATE = """
            Transform: AWS::Serverless-2016-10-31
            Resources:
              Hang:
                Type: AWS::Serverless::Function
                Properties:
                  FunctionName: hang
                  CodeUri: functions/
                  Handler: dev.signalbox.local.lambda.Handlers$Hang
                  Runtime: java25
                  MemorySize: 256
                  Timeout: 600
                  Role: !GetAtt Role.Arn
              Project:
                Type: AWS::CodeBuild::Project
                Properties:
                  Name: slow
                  ServiceRole: !GetAtt Role.Arn
                  Source:
                    Type: NO_SOURCE
                    BuildSpec: |
                      version: 0.2
                      phases:
                        build:
                          commands:
                            - echo started
                            - sleep 300
                  Artifacts: { Type: NO_ARTIFACTS }
                  Environment: { Type: LINUX_CONTAINER, Image: image, ComputeType: BUILD_GENERAL1_SMALL }
              Nightly:
                Type: AWS::Scheduler::Schedule
                Properties:
                  Name: nightly
                  ScheduleExpression: cron(0 3 * * ? *)
                  FlexibleTimeWindow: { Mode: 'OFF' }
                  Target: { Arn: !GetAtt Hang.Arn, RoleArn: !GetAtt Role.Arn }
              Role:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - Effect: Allow
                        Principal: { Service: [codebuild.amazonaws.com, lambda.amazonaws.com, scheduler.amazonaws.com] }
                        Action: sts:AssumeRole
                  Policies:
                    - PolicyName: all
                      PolicyDocument:
                        Version: '2012-10-17'
                        Statement:
                          - Effect: Allow
                            Action: '*'
                            Resource: '*'
            """;

    @TempDir
    private Path folder;
    private Path home;

    @BeforeEach
    void lay() throws Exception {
        home = Files.createDirectories(folder.resolve("home"));
        Files.writeString(home.resolve("template.yaml"), TEMPLATE);
        Files.createDirectories(home.resolve("functions/target/lib"));
        Path classes = Path.of(Handlers.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        for (Class<?> type : List.of(Handlers.class, Handlers.Hang.class)) {
            String file = type.getName().replace('.', '/') + ".class";
            Path copy = home.resolve("functions/target/classes").resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(classes.resolve(file), copy);
        }
    }

    private LocalCloud start(int port) {
        return LocalCloud.start(new LocalCloud.Options(
                home, port, folder.resolve("data"), Map.of(), Optional.of(folder.resolve("record"))));
    }

    @Test
    void closingEndsARunningBuildAndABusyFunctionWithinThreeSecondsAndSaysNothing() throws Exception {
        PrintStream screen = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, UTF_8));
        try {
            LocalCloud cloud = start(0);
            CountDownLatch busy = new CountDownLatch(2);
            cloud.logs().listen((_, _, _, line) -> {
                if (line.strip().equals("started") || line.startsWith("child ")) {
                    busy.countDown();
                }
            });
            cloud.calls().call(ADA, StartBuildRequest.builder().projectName("slow").build());
            cloud.calls().call(ADA, InvokeRequest.builder().functionName("hang").invocationType(InvocationType.EVENT)
                    .payload(SdkBytes.fromUtf8String("{}")).build());
            assertTrue(busy.await(60, TimeUnit.SECONDS), "build and function run");
            long began = System.nanoTime();
            cloud.close();
            Duration taken = Duration.ofNanos(System.nanoTime() - began);
            assertTrue(taken.compareTo(Duration.ofSeconds(3)) < 0, taken.toString());
            assertEquals(Set.of(), ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)
                    .map(child -> child.info().commandLine().orElse("?")).collect(Collectors.toSet()));
            cloud.close();
        } finally {
            System.setErr(screen);
        }
        List<String> complaints = said.toString(UTF_8).lines().filter(line -> !line.startsWith("SLF4J")).toList();
        assertEquals(List.of(), complaints);
    }

    @Test
    void theTemplatesScheduleIsThereFromTheStartAndReachesItsFunction() throws Exception {
        try (LocalCloud cloud = start(0)) {
            var found = (GetScheduleResponse) cloud.calls().call(ADA, GetScheduleRequest.builder().name("nightly").build());
            assertEquals("arn:aws:scheduler:us-east-1:123456789012:schedule/default/nightly", found.arn());
            CountDownLatch invoked = new CountDownLatch(1);
            cloud.logs().listen((_, _, _, line) -> {
                if (line.startsWith("child ")) {
                    invoked.countDown();
                }
            });
            cloud.timeline().turn(Duration.ofDays(1));
            assertTrue(invoked.await(60, TimeUnit.SECONDS), "the function runs");
        }
    }

    @Test
    void aTakenPortIsNamedAndACloudStartsOnItOnceItIsFree() throws Exception {
        int port;
        try (ServerSocket taken = listening(0)) {
            port = taken.getLocalPort();
            String words = assertThrows(UncheckedIOException.class, () -> start(port)).getMessage();
            assertTrue(words.startsWith("port " + port + " of 127.0.0.1"), words);
        }
        try (LocalCloud cloud = start(port)) {
            assertEquals(port, cloud.endpoint().getPort());
        }
    }

    @Test
    void aCloudThatCannotStartGivesItsPortBack() throws Exception {
        int port;
        try (ServerSocket free = listening(0)) {
            port = free.getLocalPort();
        }
        Files.delete(home.resolve("functions/target/lib"));
        assertThrows(TemplateProblem.class, () -> start(port));
        listening(port).close();
        Files.writeString(home.resolve("template.yaml"), "Resources: []");
        assertThrows(RuntimeException.class, () -> start(port));
        listening(port).close();
    }

    private static ServerSocket listening(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }
}
