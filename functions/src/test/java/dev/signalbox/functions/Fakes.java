package dev.signalbox.functions;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import dev.signalbox.Events;
import dev.signalbox.aws.DynamoReferences;
import dev.signalbox.aws.DynamoRunRecords;
import dev.signalbox.aws.DynamoTurns;
import dev.signalbox.aws.FakeTable;
import dev.signalbox.plan.Changes;
import dev.signalbox.plan.Commit;
import dev.signalbox.pullrequest.FakeBoards;
import dev.signalbox.pullrequest.FakeMergeResults;
import dev.signalbox.pullrequest.FakePullRequests;
import dev.signalbox.pullrequest.FakeVoice;
import dev.signalbox.pullrequest.Noticeboard;
import dev.signalbox.rules.Account;
import dev.signalbox.run.Commands;
import dev.signalbox.run.Decision;
import dev.signalbox.run.Dispatcher;
import dev.signalbox.run.Ends;
import dev.signalbox.run.Executions;
import dev.signalbox.run.Gone;
import dev.signalbox.run.LastSlots;
import dev.signalbox.run.MergedExecutions;
import dev.signalbox.run.Places;
import dev.signalbox.run.Planning;
import dev.signalbox.run.PullRequestRuns;
import dev.signalbox.run.Repositories;
import dev.signalbox.run.RunId;
import dev.signalbox.run.RunRecord;
import dev.signalbox.run.RunRecords;
import dev.signalbox.run.Schedules;
import dev.signalbox.run.SourceFile;
import dev.signalbox.run.StartRefused;
import dev.signalbox.run.Starts;
import dev.signalbox.run.Turns;
import dev.signalbox.trigger.Arrival;

/** An account that remembers: repositories, runs, records, the queue and the log. */
final class Fakes {

    static final Instant NOW = Instant.parse("2026-11-23T09:00:01Z");

    /** Files of the repository {@code orders} at every commit, by path. */
    final Map<String, String> files = new HashMap<>(Map.of("buildspec.yml", "version: 0.2"));
    final Set<String> repositories = new HashSet<>(Set.of("orders"));
    final Map<String, String> runs = new LinkedHashMap<>();
    final Map<String, Instant> began = new HashMap<>();
    final Set<String> ended = new HashSet<>();
    final Set<String> told = new HashSet<>();
    final Map<String, String> stopped = new LinkedHashMap<>();
    final Map<String, RunRecord> records = new LinkedHashMap<>();
    final Map<String, String> lastSlots = new HashMap<>();
    final Map<String, List<Schedules.Slot>> schedules = new HashMap<>();
    /** Why Scheduler refuses a schedule, by its expression. */
    final SortedMap<String, String> refusedSchedules = new TreeMap<>();
    /** Rules files of commits that have their own. */
    final Map<String, String> rulesAt = new HashMap<>();
    /** Paths of files that differ between any two commits. */
    List<String> changed = List.of("src/a.txt");
    /** Paths of files that are larger than CodeCommit hands out. */
    final Set<String> tooLarge = new HashSet<>();
    /** Tips of branches that are elsewhere. */
    final Map<String, String> tips = new HashMap<>();
    /** References, in full, that are not there. */
    final Set<String> goneReferences = new HashSet<>();
    final FakePullRequests pullRequests = new FakePullRequests("orders");
    final FakeVoice voice = new FakeVoice(pullRequests);
    final FakeBoards boards = new FakeBoards();
    final FakeMergeResults mergeResults = new FakeMergeResults();
    final Noticeboard noticeboard = new Noticeboard(boards, voice, pullRequests);
    String defaultBranch = "main";
    Runnable whileKeepingSchedules = () -> { };
    int accountReads;
    @Nullable String accountRules;
    final FakeTable table = new FakeTable();
    final List<String> queue = new ArrayList<>();
    final List<Map<String, String>> lines = new ArrayList<>();
    Instant now = NOW;
    @Nullable RuntimeException trouble;
    @Nullable RuntimeException troubleOfStarting;
    @Nullable String refusal;
    Duration awsClockBehind = Duration.ZERO;

    Route route() {
        return route(decisions -> lines.add(DecisionLog.fields(decisions)));
    }

    Route route(DecisionLog log) {
        Clock clock = new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        Sources sources = new Sources();
        Slots slots = new Slots();
        Executions executions = new MergedExecutions(new Runs(), mergeResults);
        DynamoRunRecords kept = new DynamoRunRecords(table, "runs");
        RunRecords remembered = record -> {
            records.putIfAbsent(record.key(), record);
            return kept.keep(record);
        };
        Turns turns = new Turns(new DynamoTurns(table, "runs", clock), executions);
        DynamoReferences references = new DynamoReferences(table, "runs", clock);
        Starts starts = new Starts(remembered, references, turns, executions, clock);
        Planning planning = new Planning(sources, mergeResults, pullRequests, voice, slots,
                this::readAccount,
                new Planning.Projects("signalbox-default", "signalbox-pull-request"),
                new Places("artifacts", "arn:aws:kms:us-east-1:123456789012:key/k1"));
        PullRequestRuns runs = new PullRequestRuns(pullRequests, noticeboard, planning, starts, references, turns, executions, clock);
        Dispatcher dispatcher = new Dispatcher(
                planning, starts, new Ends(starts, references, turns, executions, sources, Events.MACHINE), runs,
                new Commands(pullRequests, noticeboard, voice, runs, planning), this::keep, slots, sources);
        return new Route(dispatcher, queue::add, log);
    }

    /** What Route decides on an event, as its log line has it. */
    Map<String, String> decide(byte[] payload) {
        int before = lines.size();
        List<Decision> decisions = route().decide(payload, new Arrival("request-1", now));
        if (lines.size() != before + 1 || decisions.isEmpty()) {
            throw new AssertionError("not one line for one event: " + lines);
        }
        return lines.getLast();
    }

    Map<String, String> decide(JsonNode event) {
        return decide(Events.bytes(event));
    }

    /** The input of the only run there is. */
    JsonNode onlyInput() {
        if (runs.size() != 1) {
            throw new AssertionError("not one run: " + runs.keySet());
        }
        return json(runs.values().iterator().next());
    }

    static JsonNode json(String text) {
        try {
            return Payloads.JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new AssertionError("not JSON: " + text, broken);
        }
    }

    private synchronized Account readAccount() {
        accountReads++;
        return new Account(accountRules == null ? "" : accountRules, "signalbox/", "signalbox-default");
    }

    private Schedules.Kept keep(String repository, Collection<Schedules.Slot> slots) {
        boolean same = List.copyOf(slots).equals(schedules.getOrDefault(repository, List.of()));
        schedules.put(repository, List.copyOf(slots));
        whileKeepingSchedules.run();
        return new Schedules.Kept(same ? List.of() : slots.stream().map(Schedules.Slot::expression).toList(), List.of(), List.of(), refusedSchedules);
    }

    private final class Slots implements LastSlots {

        @Override
        public Optional<String> commit(String repository, String schedule) {
            return Optional.ofNullable(lastSlots.get(repository + " " + schedule));
        }

        @Override
        public void keep(String repository, String schedule, Instant slot, String commit) {
            lastSlots.put(repository + " " + schedule, commit);
        }
    }

    private final class Sources implements Repositories {

        @Override
        public SourceFile file(String repository, String commit, String path) throws Gone {
            check(repository);
            checkReference(commit);
            if (tooLarge.contains(path)) {
                return new SourceFile.TooLarge();
            }
            String content = path.equals(".signalbox.yml") ? rulesAt.getOrDefault(commit, files.get(path)) : files.get(path);
            return content == null ? new SourceFile.Absent()
                    : new SourceFile.Present(content.getBytes(StandardCharsets.UTF_8), commit.startsWith("refs/") ? Events.COMMIT : commit);
        }

        @Override
        public Commit commit(String repository, String commit) throws Gone {
            check(repository);
            if (commit.isEmpty()) {
                throw new IllegalArgumentException("A commit id was not specified.");
            }
            return new Commit("Ada", "ada@example.com", "Add a greeting\n\nAnd more.");
        }

        @Override
        public String defaultBranch(String repository) throws Gone {
            check(repository);
            return defaultBranch;
        }

        @Override
        public String tip(String repository, String branch) throws Gone {
            check(repository);
            checkReference("refs/heads/" + branch);
            return tips.getOrDefault(branch, Events.COMMIT);
        }

        @Override
        public Optional<String> mergeBase(String repository, String commit, String branch) {
            return Optional.of(Events.BEFORE);
        }

        @Override
        public Changes changes(String repository, String before, String after) {
            return new Changes.Known(changed);
        }

        @Override
        public List<String> names() {
            return List.copyOf(repositories);
        }

        private void checkReference(String specifier) throws Gone {
            if (goneReferences.contains(specifier)) {
                throw new Gone(specifier + " does not exist");
            }
        }

        private void check(String repository) throws Gone {
            if (trouble != null) {
                throw trouble;
            }
            if (!repositories.contains(repository)) {
                throw new Gone("repository %s does not exist any more".formatted(repository));
            }
        }
    }

    private final class Runs implements Executions {

        @Override
        public Optional<Instant> start(RunId run, String input) throws StartRefused {
            if (refusal != null) {
                throw new StartRefused(refusal);
            }
            if (troubleOfStarting != null) {
                throw troubleOfStarting;
            }
            String before = runs.putIfAbsent(run.value(), input);
            if (before != null && (ended.contains(run.value()) || !before.equals(input))) {
                return Optional.empty();
            }
            return Optional.of(began.computeIfAbsent(run.value(), _ -> now.minus(awsClockBehind)));
        }

        @Override
        public boolean wasTold(String execution) {
            return told.contains(execution);
        }

        @Override
        public State state(RunId run) {
            return !runs.containsKey(run.value()) ? State.UNKNOWN : ended.contains(run.value()) ? State.ENDED : State.AT_WORK;
        }

        @Override
        public boolean stop(RunId run, String cause) {
            if (!runs.containsKey(run.value())) {
                return false;
            }
            ended.add(run.value());
            stopped.put(run.value(), cause);
            return true;
        }
    }
}
