package dev.signalbox.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

import dev.signalbox.plan.Changes;
import dev.signalbox.plan.Facts;
import dev.signalbox.plan.Plan;
import dev.signalbox.plan.Planner;
import dev.signalbox.plan.Settings;
import dev.signalbox.plan.Subject;
import dev.signalbox.rules.Account;
import dev.signalbox.rules.Reading;
import dev.signalbox.rules.RulesReader;
import dev.signalbox.trigger.Origin;
import dev.signalbox.trigger.Trigger;

/**
 * A plan for many builds over many changed paths, none of which any build wants: the worst there is, since no search ends early.
 * A mono-repository's builds each want a folder of their own; the other ones all want an ending, so that every path must be looked
 * at for each. The floor asks of every path, for every build, whether it ends so, by {@link String#endsWith}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class PathsBenchmark {

    private static final Settings SETTINGS = new Settings("push-0", "signalbox-default", "signalbox-pull-request");
    private static final String COMMIT = "1f".repeat(20);

    private final Subject push = new Subject(
            new Trigger.BranchPushed(new Origin("e", Instant.EPOCH, ""), "orders", "main", COMMIT, "2e".repeat(20)),
            "main", "", COMMIT, false);
    private @Nullable Facts facts;
    private @Nullable Reading folders;
    private @Nullable Reading endings;
    private List<String> changed = List.of();

    @Param({"10", "100", "1000"})
    private int builds;

    @Param({"1000", "10000", "100000"})
    private int paths;

    @Setup
    public void read() {
        changed = IntStream.range(0, paths).mapToObj("services/service-%1$d/src/main/java/File%1$d.java"::formatted).toList();
        facts = new Facts(new Changes.Known(changed), null, false, false);
        folders = reading("lib/l%d/**");
        endings = reading("**/*.s%d");
    }

    private Reading reading(String pattern) {
        Reading reading = new RulesReader(Account.SILENT).read(("version: 1\nbuilds:\n" + IntStream.range(0, builds).mapToObj(number ->
                "  b%d: { on: { push: { paths: ['%s'] } } }\n".formatted(number, pattern.formatted(number))).collect(Collectors.joining()))
                .getBytes(StandardCharsets.UTF_8));
        if (!(reading instanceof Reading.Understood)) {
            throw new IllegalStateException("not read: " + reading);
        }
        return reading;
    }

    @Benchmark
    public Plan ofFolders() {
        return Planner.plan(push, Objects.requireNonNull(folders), Objects.requireNonNull(facts), SETTINGS);
    }

    @Benchmark
    public Plan ofEndings() {
        return Planner.plan(push, Objects.requireNonNull(endings), Objects.requireNonNull(facts), SETTINGS);
    }

    @Benchmark
    public int floorOfEndings() {
        int found = 0;
        for (int build = 0; build < builds; build++) {
            String ending = ".s" + build;
            for (String path : changed) {
                found += path.endsWith(ending) ? 1 : 0;
            }
        }
        return found;
    }
}
