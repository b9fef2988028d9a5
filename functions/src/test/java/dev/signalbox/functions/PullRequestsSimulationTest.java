package dev.signalbox.functions;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.signalbox.Interleaving;
import dev.signalbox.pullrequest.Board;
import dev.signalbox.pullrequest.Check;
import dev.signalbox.pullrequest.FakeBoards;
import dev.signalbox.pullrequest.FakeMergeResults;
import dev.signalbox.pullrequest.FakePullRequests;
import dev.signalbox.pullrequest.FakeVoice;
import dev.signalbox.pullrequest.Noticeboard;
import dev.signalbox.pullrequest.Progress;
import dev.signalbox.pullrequest.PullRequests;
import dev.signalbox.pullrequest.Standing;
import dev.signalbox.rules.Account;
import dev.signalbox.run.Commands;
import dev.signalbox.run.Decision;
import dev.signalbox.run.Dispatcher;
import dev.signalbox.run.Ends;
import dev.signalbox.run.Executions.State;
import dev.signalbox.run.FakeTurns;
import dev.signalbox.run.LastSlots;
import dev.signalbox.run.MergeResults.Outlook;
import dev.signalbox.run.MergedExecutions;
import dev.signalbox.run.Place;
import dev.signalbox.run.Places;
import dev.signalbox.run.Planning;
import dev.signalbox.run.PullRequestRuns;
import dev.signalbox.run.References;
import dev.signalbox.run.RunId;
import dev.signalbox.run.RunRecord;
import dev.signalbox.run.Schedules;
import dev.signalbox.run.Starts;
import dev.signalbox.trigger.Origin;
import dev.signalbox.trigger.PullRequest;
import dev.signalbox.trigger.Trigger;
import dev.signalbox.verdict.Build;
import dev.signalbox.verdict.Builds;
import dev.signalbox.verdict.LastVerdict;
import dev.signalbox.verdict.Known;
import dev.signalbox.verdict.Noted;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.Report;
import dev.signalbox.verdict.Reports;
import dev.signalbox.verdict.RunFacts;
import dev.signalbox.verdict.RunHistory;
import dev.signalbox.verdict.Verdict;
import dev.signalbox.verdict.Verdicts;

/**
 * Pull requests that live: people push, comment, approve, close and merge while Route, Monitor and Conclude run, several at once, each
 * stepping from one call of a service to the next in an order that a seed decides. They die anywhere and are called again, as Lambda and
 * the state machine do; events come late, twice and in any order, many in the same second.
 */
class PullRequestsSimulationTest {

    private static final int SEEDS = 10_000;
    private static final int PARTS = 2;
    private static final String ORDERS = FakeTurns.REPOSITORY;
    private static final String ADA = "arn:aws:iam::123456789012:user/ada";
    private static final String BOB = "arn:aws:iam::123456789012:user/bob";

    /** What the target branch asks for. */
    private static final List<String> RULES = List.of(
            "unit: { on: { pull_request: {} } }",
            "unit: { on: { push: {}, pull_request: {} } }, lint: { on: { pull_request: {} } }",
            "unit: { on: { pull_request: { paths: ['src/**'] } } }, lint: { needs: [unit], on: { pull_request: {} } }",
            "unit: { on: { pull_request: { build: source } } }, deploy: { on: { pull_request: { trusted: true } } }",
            "unit: { on: { push: {}, pull_request: {} }, group: { cancel: false } }",
            "unit: { on: { pull_request: {} } }, "
                    + "load: { on: { pull_request: {} }, required: false, group: { name: machine, cancel: true } }");

    @Test
    void whateverComesInWhateverOrderEachRevisionGetsTheVerdictItDeserves() throws ExecutionException, InterruptedException {
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            List<FutureTask<Map<String, Integer>>> parts = new ArrayList<>();
            for (int part = 0; part < PARTS; part++) {
                int number = part;
                parts.add(new FutureTask<>(() -> simulate(number)));
            }
            parts.forEach(part -> Thread.ofVirtual().start(part));
            Map<String, Integer> seen = new TreeMap<>();
            for (FutureTask<Map<String, Integer>> part : parts) {
                part.get().forEach((what, times) -> seen.merge(what, times, Integer::sum));
            }
            assertTrue(seen.keySet().containsAll(Set.of("died", "twice", "orphan", "passed", "failed", "skipped", "held", "conflict",
                    "superseded", "closed", "nothing")), () -> "the simulation saw only " + seen);
        } finally {
            System.setOut(out);
        }
    }

    /** Lives through one of {@value #PARTS} parts of all seeds. */
    private static Map<String, Integer> simulate(int part) {
        long first = Long.getLong("seed", 20261123L);
        int seeds = Integer.getInteger("seeds", Long.getLong("seed") == null ? SEEDS : 1);
        Map<String, Integer> seen = new TreeMap<>();
        for (long seed = first + part; seed < first + seeds; seed += PARTS) {
            World world = new World(seed);
            try {
                world.live().forEach((what, times) -> seen.merge(what, times, Integer::sum));
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("seed %d: %s (again with -Dseed=%1$d)%n%s".formatted(seed, broken.getMessage(),
                        Long.getLong("seed") == null ? "" : String.join("\n", world.story)), broken);
            }
        }
        return seen;
    }

    /** Something that a function is called with. */
    private static final class Event {
        private final String what;
        private Runnable call = () -> { };
        private int deaths;

        Event(String what) {
            this.what = what;
        }

        Event(String what, Runnable call) {
            this(what);
            this.call = call;
        }
    }

    /** A build of CodeBuild. */
    private static final class Job {
        private final String id;
        private final String name;
        private final RunId run;
        private @Nullable Outcome ended;

        Job(String id, String name, RunId run) {
            this.id = id;
            this.name = name;
            this.run = run;
        }
    }

    /** An execution of the state machine. */
    private static final class Execution {
        private final RunId run;
        private final JsonNode input;
        private final List<Job> jobs = new ArrayList<>();
        private int wave;
        private boolean concluding;

        Execution(RunId run, JsonNode input) {
            this.run = run;
            this.input = input;
        }

        String arn() {
            return "arn:" + run;
        }

        String pullRequest() {
            return input.at("/pullRequest/id").asText();
        }

        String revision() {
            return input.at("/pullRequest/revision").asText();
        }

        List<Job> ofWave() {
            List<String> names = input.path("waves").path(wave).path("builds").findValuesAsText("name");
            return jobs.stream().filter(job -> names.contains(job.name)).toList();
        }
    }

    private static final class World {

        private static final int DEEDS = 9;
        private static final int MOST_STEPS = 20_000;

        final List<String> story = new ArrayList<>();
        private final Random random;
        private final FakeMergeResults merges = new FakeMergeResults();
        private final FakeTurns cloud = new FakeTurns(of -> new MergedExecutions(of, merges));
        private final FakePullRequests pullRequests = new FakePullRequests(ORDERS);
        private final FakeVoice voice = new FakeVoice(pullRequests);
        private final FakeBoards boards = new FakeBoards();
        private final SimulatedSource source;
        private final Dispatcher dispatcher;
        private final Noticeboard noticeboard;
        private final Conclude conclude;
        private final Map<RunId, Execution> executions = new LinkedHashMap<>();
        private final Map<String, Job> jobs = new LinkedHashMap<>();
        private final Map<RunId, String> noted = new LinkedHashMap<>();
        private final Interleaving invocations;
        private final List<Event> events = new ArrayList<>();
        private final Map<String, Integer> seen = new TreeMap<>();
        private final Map<String, Verdicts.Settled> verdicts = new HashMap<>();
        /** Pull request, revision and check, for all that may be approved. */
        private final Set<String> deserved = new HashSet<>();
        private final Set<String> cancelled = new HashSet<>();
        private final boolean queues;
        private int deeds;
        private int seconds;
        private int changed;
        private final Map<RunId, Integer> changes = new HashMap<>();

        World(long seed) {
            random = new Random(seed);
            String rules = RULES.get(random.nextInt(RULES.size()));
            queues = rules.contains("cancel: false");
            story.add(rules);
            source = new SimulatedSource(pullRequests, "version: 1\ncommands: { skip: ['user/bob'] }\nbuilds: { %s }\n".formatted(rules));
            invocations = new Interleaving(random);
            Runnable pause = invocations::pause;
            cloud.before = pause;
            pullRequests.before = pause;
            voice.before = pause;
            boards.before = pause;
            merges.before = pause;
            source.before = pause;
            noticeboard = voice.plainly(boards);
            LastSlots noSlots = new LastSlots() {
                @Override
                public Optional<String> commit(String repository, String schedule) {
                    return Optional.empty();
                }

                @Override
                public void keep(String repository, String schedule, Instant slot, String commit) {
                    throw new AssertionError("there are no schedules");
                }
            };
            Planning planning = new Planning(source, merges, pullRequests, voice, noSlots, () -> new Account("", "", ""),
                    new Planning.Projects("branches", "pull-requests"), new Places("bucket", "key"));
            References references = new Notes(pause);
            Map<RunId, RunRecord> records = new HashMap<>();
            Clock clock = Clock.fixed(FakeTurns.NINE.plusSeconds(3600), ZoneOffset.UTC);
            Starts starts = new Starts(record -> {
                pause.run();
                return Optional.ofNullable(records.putIfAbsent(record.run(), record));
            }, references, cloud.turns, cloud.begun, clock);
            PullRequestRuns runs = new PullRequestRuns(pullRequests, noticeboard, planning, starts, references, cloud.turns, cloud.begun,
                    clock);
            Schedules schedules = (_, _) -> new Schedules.Kept(List.of(), List.of(), List.of(), new TreeMap<>());
            dispatcher = new Dispatcher(planning, starts, new Ends(starts, references, cloud.turns, cloud.begun, source, "machine"), runs,
                    new Commands(pullRequests, noticeboard, voice, runs, planning), schedules, noSlots, source);
            conclude = new Conclude(new CodeBuild(pause), new NoReports(), new History(pause), new Records(pause),
                    new ToldOnPullRequest(noticeboard, merges), _ -> { }, () -> FakeTurns.NINE.plusSeconds(7200), "signalbox");
        }

        Map<String, Integer> live() {
            pullRequests.tips.put("main", source.commit("main"));
            pullRequests.tips.put("topic", source.commit("new"));
            open("topic");
            if (random.nextInt(3) == 0) {
                pullRequests.tips.put("other", source.commit("new"));
                open("other");
            }
            while (deeds < DEEDS || !events.isEmpty() || !invocations.isEmpty()
                    || executions.values().stream().anyMatch(execution -> isAtWork(execution) && !isBuilding(execution))) {
                step(false);
            }
            quiet();
            for (boolean atWork = true; atWork;) {
                step(true);
                atWork = !events.isEmpty() || !invocations.isEmpty()
                        || executions.keySet().stream().anyMatch(run -> cloud.states.get(run) == State.AT_WORK);
            }
            over();
            return seen;
        }

        private void step(boolean calm) {
            if (++changed > MOST_STEPS) {
                throw new AssertionError("it comes to no rest: " + story.subList(Math.max(0, story.size() - 20), story.size()));
            }
            int any = random.nextInt(20);
            if (any == 0 && deeds < DEEDS) {
                deeds++;
                deed();
            } else if (any < 4 && !events.isEmpty()) {
                invoked(events.remove(random.nextInt(events.size())));
            } else if (any < (calm ? 8 : 5)) {
                List<Execution> atWork = executions.values().stream().filter(this::isAtWork).toList();
                if (!atWork.isEmpty()) {
                    goOn(atWork.get(random.nextInt(atWork.size())));
                }
            } else if (any < (calm ? 10 : 6)) {
                List<Job> building = jobs.values().stream().filter(job -> job.ended == null).toList();
                if (!building.isEmpty() && (calm || random.nextInt(3) == 0)) {
                    end(building.get(random.nextInt(building.size())), random.nextInt(3) == 0 ? Outcome.FAILED : Outcome.SUCCEEDED);
                }
            } else if (!invocations.isEmpty()) {
                invocations.step();
                look();
            }
        }

        /** Somebody does something. */
        private void deed() {
            if (random.nextInt(3) == 0) {
                seconds++;
            }
            String id = pullRequests.ids().get(random.nextInt(pullRequests.ids().size()));
            PullRequests.State now = pullRequests.now(id);
            int any = random.nextInt(16);
            if (any < 6) {
                String branch = random.nextInt(12) == 0 ? "main" : now.revision().source();
                push(branch);
            } else if (any < 11) {
                comment(now);
            } else if (any < 13 && now.open()) {
                pullRequests.approve(id, random.nextInt(4) == 0 ? ADA : BOB);
                happened("approval of " + id, BOB, origin -> new Trigger.PullRequestApprovalChanged(origin, about(id), "APPROVE"));
            } else if (any < 14 && now.open() && deeds > DEEDS / 2) {
                count("closed");
                boolean merged = random.nextBoolean();
                if (merged) {
                    pullRequests.merge(id);
                } else {
                    pullRequests.close(id);
                }
                happened("end of " + id, ADA, origin -> merged ? new Trigger.PullRequestMerged(origin, about(id))
                        : new Trigger.PullRequestClosed(origin, about(id)));
            }
        }

        private void open(String branch) {
            String id = pullRequests.open(branch, "main", ADA);
            PullRequest opened = about(id);
            happened("opening of " + id, ADA, origin -> new Trigger.PullRequestOpened(origin, opened));
        }

        private void push(String branch) {
            String kind = List.of("new", "new", "new", "conflict", "same", "docs", "broken", "skip").get(random.nextInt(8));
            String commit = source.commit(branch.equals("main") ? "main" : kind);
            String before = pullRequests.tips.get(branch);
            switch (branch.equals("main") ? "main" : kind) {
                case "conflict" -> merges.outlooks.put(commit, new Outlook.Conflict(List.of("a"), false));
                case "same" -> merges.outlooks.put(commit, new Outlook.Same());
                default -> { }
            }
            for (String moved : pullRequests.push(branch, commit)) {
                PullRequest updated = about(moved);
                if (source.needsNoUnit(commit)) {
                    deserved.add("%s %s unit".formatted(moved, updated.revision()));
                }
                happened("update of %s to %s (%s)".formatted(moved, updated.revision(), kind), ADA,
                        origin -> new Trigger.PullRequestUpdated(origin, updated));
            }
            happened("push to " + branch, ADA, origin -> new Trigger.BranchPushed(origin, ORDERS, branch, commit, before));
        }

        private void comment(PullRequests.State now) {
            String text = List.of("/test all", "/test unit", "/retest", "/retest\n/help", "/cancel", "/skip unit it is known", "/help me",
                    "/tset")
                    .get(random.nextInt(8));
            String by = random.nextBoolean() ? ADA : BOB;
            String comment = pullRequests.comment(by, text);
            if (text.equals("/cancel")) {
                cancelled.add(now.id());
            }
            if (text.startsWith("/skip") && by.equals(BOB)) {
                deserved.add("%s %s unit".formatted(now.id(), now.revision().id()));
            }
            happened("%s on %s".formatted(text, now.id()), by, origin -> new Trigger.CommentOnPullRequest(origin, ORDERS, now.id(), comment,
                    now.revision().commit(), "", false));
        }

        private PullRequest about(String id) {
            PullRequests.State now = pullRequests.now(id);
            return new PullRequest(id, ORDERS, "refs/heads/" + now.revision().source(), now.revision().commit(),
                    "refs/heads/" + now.revision().target(), now.revision().id(), now.author(), now.title(), now.description());
        }

        private interface Happening {
            Trigger of(Origin origin);
        }

        private void happened(String what, String actor, Happening happening) {
            String event = "event-%d-%d".formatted(changed, events.size());
            Trigger trigger = happening.of(new Origin(event, FakeTurns.NINE.plusSeconds(seconds), actor));
            story.add("%d. %s".formatted(changed, what));
            route(what, trigger);
        }

        private void route(String what, Trigger trigger) {
            Event event = new Event(what, () -> {
                Decision decision = dispatcher.dispatch(trigger);
                if (decision.kind() == Decision.Kind.UNDELIVERED) {
                    throw new AssertionError("undelivered: " + decision);
                }
                story.add("%d. %s: %s %s".formatted(changed, what, decision.kind(), decision.reason()));
            });
            events.add(event);
            if (random.nextInt(6) == 0) {
                count("twice");
                events.add(new Event(what + " again", event.call));
            }
        }

        /** What a call of a function changed: executions began, or were stopped. */
        private void look() {
            cloud.started.forEach((run, input) -> {
                if (!executions.containsKey(run)) {
                    executions.put(run, new Execution(run, Fakes.json(input)));
                    changes.put(run, changed);
                    story.add("%d. started %s %s".formatted(changed, run, executions.get(run).input.path("pullRequest").toString()
                            + executions.get(run).input.path("waves").findValuesAsText("name") + executions.get(run).input.path("ended")));
                }
            });
            executions.values().forEach(execution -> {
                if (cloud.stopped.containsKey(execution.run) && noted.putIfAbsent(execution.run, "stopped") == null) {
                    story.add("%d. stopped %s: %s".formatted(changed, execution.run, cloud.stopped.get(execution.run)));
                    execution.jobs.stream().filter(job -> job.ended == null).forEach(job -> {
                        if (random.nextBoolean()) {
                            job.ended = Outcome.STOPPED;
                        } else {
                            count("orphan");
                        }
                    });
                    ended(execution, "ABORTED");
                }
            });
            for (String id : pullRequests.ids()) {
                for (String check : pullRequests.checksApproving(id)) {
                    if (!deserved.contains("%s %s %s".formatted(id, pullRequests.now(id).revision().id(), check))) {
                        throw new AssertionError("%s approves pull request %s without having passed".formatted(check, id));
                    }
                }
            }
        }

        private boolean isAtWork(Execution execution) {
            return cloud.states.get(execution.run) == State.AT_WORK;
        }

        private static boolean isBuilding(Execution execution) {
            return execution.jobs.stream().anyMatch(job -> job.ended == null);
        }

        private void goOn(Execution execution) {
            if (execution.concluding) {
                return;
            }
            JsonNode wave = execution.input.path("waves").path(execution.wave);
            List<Job> ofWave = execution.ofWave();
            if (wave.isMissingNode()) {
                execution.concluding = true;
                conclude(execution, 0);
            } else if (ofWave.isEmpty()) {
                wave.path("builds").forEach(build -> start(execution, build.path("name").asText()));
            } else if (ofWave.stream().allMatch(job -> job.ended != null)) {
                execution.wave += ofWave.stream().allMatch(job -> job.ended == Outcome.SUCCEEDED) ? 1 : 100;
            }
        }

        private void start(Execution execution, String name) {
            Job job = new Job("job-" + (jobs.size() + 1), name, execution.run);
            if (execution.input.has("pullRequest")) {
                for (Job other : jobs.values()) {
                    Execution of = executions.get(other.run);
                    if (other.ended == null && other.name.equals(name) && isAtWork(of) && of.pullRequest().equals(execution.pullRequest())
                            && of.revision().equals(execution.revision())) {
                        throw new AssertionError("two builds of %s at once for %s".formatted(name, execution.input.path("pullRequest")));
                    }
                }
                String merged = execution.input.at("/pullRequest/mergeBranch").asText();
                if (!merged.isEmpty() && !merges.branches.containsKey(merged)) {
                    throw new AssertionError("%s builds %s, which is not there".formatted(execution.run, merged));
                }
                for (String phase : List.of("SUBMITTED", "BUILD")) {
                    Event event = new Event("phase");
                    event.call = () -> noticeboard.progress(ORDERS, execution.pullRequest(), board ->
                            board.progress(execution.run.value(), name, new Progress.Running(phase, job.id, "")), event.deaths > 0);
                    events.add(event);
                }
            }
            jobs.put(job.id, job);
            execution.jobs.add(job);
        }

        private void end(Job job, Outcome outcome) {
            job.ended = outcome;
            Execution of = executions.get(job.run);
            if (outcome == Outcome.SUCCEEDED && of.input.has("pullRequest")) {
                deserved.add("%s %s %s".formatted(of.pullRequest(), of.revision(), job.name));
            }
            count(outcome == Outcome.SUCCEEDED ? "passed" : "failed");
        }

        /** The state machine asks Conclude, again if need be, and ends. */
        private void conclude(Execution execution, int tries) {
            List<Noted> outcomes = execution.jobs.stream()
                    .map(job -> new Noted(job.name, true, Objects.requireNonNull(job.ended), job.id, "")).toList();
            Event event = new Event("conclusion of " + execution.run, () -> {
                Conclude.Answer answer = conclude.conclude(new ConcludeRequest(execution.arn(), execution.input, outcomes, "", "", tries));
                Verdict verdict = answer.conclusion().verdict();
                count(answer.conclusion().reason().contains("conflict") ? "conflict" : verdict.word());
                story.add("%d. concluded %s: %s %s".formatted(changed, execution.run, verdict, answer.conclusion().reason()));
                if (isAtWork(execution)) {
                    cloud.told.add(execution.arn());
                    cloud.ends(execution.run);
                    ended(execution, "SUCCEEDED");
                }
            });
            invoked(event);
        }

        private void ended(Execution execution, String status) {
            changes.put(execution.run, changed);
            Trigger trigger = new Trigger.RunEnded(new Origin("end-" + execution.run, FakeTurns.NINE.plusSeconds(seconds), ""), "machine",
                    execution.arn(), execution.run.value(), status, "", execution.input.has("ended"));
            route("end of " + execution.run + " " + status, trigger);
        }

        /** Everything was heard of; only builds go on. */
        private void quiet() {
            for (Job job : jobs.values()) {
                Execution of = executions.get(job.run);
                if (job.ended == null && of.input.has("pullRequest") && !queues) {
                    PullRequests.State now = pullRequests.now(of.pullRequest());
                    if (!isAtWork(of)) {
                        throw new AssertionError("orphan %s of %s".formatted(job.name, job.run));
                    }
                    if (!now.open() || !now.revision().id().equals(of.revision())) {
                        throw new AssertionError("%s builds for %s of pull request %s, which is %s at %s".formatted(job.run, of.revision(),
                                now.id(), now.open() ? "open" : "closed", now.revision().id()));
                    }
                }
            }
        }

        /** Everything has ended. */
        private void over() {
            if (!merges.branches.isEmpty()) {
                throw new AssertionError("left: " + merges.branches);
            }
            jobs.values().stream().filter(job -> job.ended == null).forEach(job -> {
                throw new AssertionError("orphan %s of %s".formatted(job.name, job.run));
            });
            cloud.places.forEach((run, place) -> {
                if (place.stage() != Place.Stage.OVER && !isLeftByAPush(run, place)) {
                    throw new AssertionError("run %s is forgotten: %s".formatted(run, place));
                }
            });
            pullRequests.ids().forEach(this::over);
        }

        /**
         * A push that runs the checks of a pull request may die before it starts them, and come again when that is closed: it finds no
         * pull request then. What never began holds nothing that anybody waits for.
         */
        private boolean isLeftByAPush(RunId run, Place place) {
            return !cloud.started.containsKey(run) && place.groups().keySet().stream().filter(group -> group.startsWith("pull-request:"))
                    .anyMatch(group -> !pullRequests.now(group.substring("pull-request:".length())).open());
        }

        private void over(String id) {
            PullRequests.State now = pullRequests.now(id);
            Board board = boards.now(ORDERS, id);
            SortedSet<String> votes = now.open() ? board.votes() : new TreeSet<>();
            if (pullRequests.commentsOf(FakeVoice.US).size() > pullRequests.ids().size()) {
                throw new AssertionError("more than one comment: " + pullRequests.commentsOf(FakeVoice.US));
            }
            if (!now.open()) {
                if (board.stage() == Board.Stage.OPEN) {
                    throw new AssertionError("nobody was told that %s is closed".formatted(id));
                }
                return;
            }
            if (board.begun().at().equals(Instant.EPOCH) && source.leadsToNothing(now.revision().commit())) {
                count("nothing");
                return;
            }
            if (!board.isOf(now.revision().id())) {
                throw new AssertionError("pull request %s is at %s, and the board at %s".formatted(id, now.revision(), board.revision()));
            }
            if (!pullRequests.checksApproving(id).equals(votes) || !board.approved().containsAll(votes)) {
                throw new AssertionError("pull request %s is approved by %s (%s on the board), expected %s".formatted(id,
                        pullRequests.checksApproving(id), board.approved(), votes));
            }
            if (!voice.said(id).equals(FakeVoice.plain(board))) {
                throw new AssertionError("pull request %s is %s, and the comment says %s".formatted(id, board, voice.said(id)));
            }
            if (board.standing() == Standing.RUNNING) {
                throw new AssertionError("pull request %s has no verdict: %s".formatted(id, board));
            }
            for (Check check : board.checks()) {
                rightlyShown(id, board, check);
            }
        }

        private void rightlyShown(String id, Board board, Check check) {
            List<Job> own = jobs.values().stream()
                    .filter(job -> job.run.value().equals(check.run()) && job.name.equals(check.name())).toList();
            switch (check.progress()) {
                case Progress.Ended ended -> {
                    Outcome outcome = own.isEmpty() ? ended.outcome() : Objects.requireNonNull(own.getLast().ended);
                    if (outcome != ended.outcome() && !(outcome == Outcome.SUCCEEDED && ended.outcome() == Outcome.STOPPED)) {
                        throw new AssertionError("%s ended %s and is told as %s".formatted(check, outcome, ended));
                    }
                        Place place = cloud.places.get(new RunId(check.run()));
                    boolean byOthers = place.end() instanceof Place.End.Superseded(RunId by)
                            && !executions.get(by).pullRequest().equals(id);
                    boolean ruled = own.isEmpty() && board.ruling() != null;
                    if (ended.outcome() == Outcome.STOPPED && !cancelled.contains(id) && !byOthers && !ruled) {
                        throw new AssertionError("nobody stopped " + check);
                    }
                }
                case Progress.Skipped _ -> count("skipped");
                case Progress.NeedsApproval _ -> {
                    count("held");
                    PullRequests.State now = pullRequests.now(id);
                    if (board.asked().keySet().stream().noneMatch(key -> key.startsWith("approval"))
                            && pullRequests.approvers(id, now.revision().id()).contains(BOB)) {
                        throw new AssertionError("%s was approved".formatted(check));
                    }
                }
                case Progress.NotNeeded _ -> { }
                case Progress.Unfinished _ -> throw new AssertionError("not over: " + check);
            }
        }

        private void count(String what) {
            seen.merge(what, 1, Integer::sum);
        }

        private void invoked(Event event) {
            invocations.begin(() -> {
                try {
                    event.call.run();
                } catch (Interleaving.Dies death) {
                    count("died");
                    event.deaths++;
                    events.add(event);
                    story.add("%d. died: %s".formatted(changed, event.what));
                }
            }, () -> event.deaths < 2 && random.nextInt(60) == 0);
        }

        /** The runs of each pull request and branch. */
        private static final class Notes implements References {

            private final Runnable before;
            private final Map<RunId, String> references = new LinkedHashMap<>();
            private final Map<RunId, Instant> times = new HashMap<>();

            Notes(Runnable before) {
                this.before = before;
            }

            @Override
            public boolean add(String repository, String reference, RunId run, Instant triggeredAt) {
                before.run();
                times.putIfAbsent(run, triggeredAt);
                return references.putIfAbsent(run, reference) == null || references.get(run).equals(reference);
            }

            @Override
            public void remove(RunId run) {
                before.run();
                references.remove(run);
            }

            @Override
            public List<Noted> runs(String repository, String reference) {
                before.run();
                List<Noted> runs = new ArrayList<>();
                references.forEach((run, of) -> {
                    if (of.equals(reference)) {
                        runs.add(new Noted(run, times.get(run)));
                    }
                });
                return runs;
            }
        }

        private final class CodeBuild implements Builds {

            private final Runnable before;

            CodeBuild(Runnable before) {
                this.before = before;
            }

            @Override
            public Map<String, Build> read(Collection<String> ids) {
                before.run();
                Map<String, Build> builds = new HashMap<>();
                ids.forEach(id -> builds.put(id, build(jobs.get(id))));
                return builds;
            }

            @Override
            public Build stop(Build build) {
                before.run();
                Job job = jobs.get(build.id());
                if (job.ended == null) {
                    job.ended = Outcome.STOPPED;
                }
                return build(job);
            }

            private Build build(Job job) {
                return new Build(job.id, job.name, 1, job.ended, List.of(), null, null, null, List.of());
            }
        }

        private static final class NoReports implements Reports {

            @Override
            public Map<String, Report> read(Collection<String> arns) {
                return Map.of();
            }

            @Override
            public Page cases(String arn, Which which, String from) {
                return Page.NONE;
            }
        }

        private final class History implements RunHistory {

            private final Runnable before;

            History(Runnable before) {
                this.before = before;
            }

            @Override
            public String inputOf(String arn) {
                before.run();
                return cloud.started.get(new RunId(arn.substring("arn:".length())));
            }

            @Override
            public List<Submitted> submitted(String arn) {
                before.run();
                return executions.get(new RunId(arn.substring("arn:".length()))).jobs.stream()
                        .map(job -> new Submitted(job.id, job.name)).toList();
            }
        }

        private final class Records implements Verdicts {

            private final Runnable before;

            Records(Runnable before) {
                this.before = before;
            }

            @Override
            public Standing standing(String run) {
                before.run();
                Place place = cloud.places.get(new RunId(run));
                return new Standing(place != null && place.end() instanceof Place.End.Superseded, verdicts.get(run));
            }

            @Override
            public Before move(RunFacts run, Verdict verdict, Known known) {
                before.run();
                return new Before(new LastVerdict.None(), Known.NOTHING);
            }

            @Override
            public Before last(RunFacts run) {
                before.run();
                return Before.NOTHING;
            }

            @Override
            public Settlement settle(String run, Settled settled) {
                before.run();
                Verdicts.Settled first = verdicts.putIfAbsent(run, settled);
                cloud.concluded.add(new RunId(run));
                return new Settlement(first == null ? settled : first, first == null);
            }
        }
    }
}
