package dev.signalbox.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;

import dev.signalbox.plan.Facts;
import dev.signalbox.plan.Plan;
import dev.signalbox.plan.Planner;
import dev.signalbox.plan.Settings;
import dev.signalbox.plan.Subject;
import dev.signalbox.rules.Account;
import dev.signalbox.rules.RulesReader;
import dev.signalbox.trigger.Arrival;
import dev.signalbox.trigger.EventReader;
import dev.signalbox.trigger.NotUnderstood;
import dev.signalbox.trigger.Trigger;

/**
 * What Route decides by itself, without AWS: an event becomes a trigger (floor: Jackson reads the same bytes), and a rules file
 * a plan (floor: the YAML library composes the same text).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PushBenchmark {

    private static final RulesReader READER = new RulesReader(Account.SILENT);

    private final ObjectMapper json = new ObjectMapper();
    private final EventReader reader = new EventReader(json);
    private byte[] event = {};
    private String rules = "";
    private @Nullable Subject push;
    private final Arrival arrival = new Arrival("request", Instant.EPOCH);

    @Param({"1", "100"})
    private int builds;

    @Setup
    public void read() throws IOException, NotUnderstood {
        event = Files.readAllBytes(Path.of(System.getProperty("events", "events"), "branch-updated.json"));
        Trigger.BranchPushed pushed = (Trigger.BranchPushed) reader.read(json.readTree(event), arrival);
        push = new Subject(pushed, pushed.branch(), "", pushed.commit(), false);
        rules = "version: 1\nbuilds:\n" + IntStream.range(0, builds).mapToObj(number -> """
                  build-%d:
                    on: { push: { branches: [main, 'release/**', '!release/old-*'] } }
                    buildspec: ci/%d.yml
                    env: { NUMBER: '%d' }
                """.formatted(number, number, number)).collect(Collectors.joining());
    }

    @Benchmark
    public Trigger eventToTrigger() throws IOException, NotUnderstood {
        return reader.read(json.readTree(event), arrival);
    }

    @Benchmark
    public JsonNode floorOfAnEvent() throws IOException {
        return json.readTree(event);
    }

    @Benchmark
    public Plan rulesToPlan() {
        return Planner.plan(Objects.requireNonNull(push), READER.read(rules.getBytes(StandardCharsets.UTF_8)), Facts.NONE,
                new Settings("push-0", "signalbox-default", "signalbox-pull-request"));
    }

    @Benchmark
    public Object floorOfRules() {
        return new Compose(LoadSettings.builder().build()).composeString(rules).orElseThrow();
    }
}
