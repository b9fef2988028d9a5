package dev.signalbox.functions;

import static software.amazon.lambda.powertools.logging.argument.StructuredArguments.entry;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.signalbox.functions.ConcludeRequest.Ended;
import dev.signalbox.tell.Conclusion;
import dev.signalbox.tell.Measurements;
import dev.signalbox.tell.Message;
import dev.signalbox.verdict.BuildResult;
import dev.signalbox.verdict.Builds;
import dev.signalbox.verdict.Change;
import dev.signalbox.verdict.EndedBuilds;
import dev.signalbox.verdict.Judgement;
import dev.signalbox.verdict.Known;
import dev.signalbox.verdict.Noted;
import dev.signalbox.verdict.ReportReading;
import dev.signalbox.verdict.Reports;
import dev.signalbox.verdict.RunEnd;
import dev.signalbox.verdict.RunFacts;
import dev.signalbox.verdict.RunHistory.Submitted;
import dev.signalbox.verdict.RunHistory;
import dev.signalbox.verdict.Verdict;
import dev.signalbox.verdict.Verdicts.Before;
import dev.signalbox.verdict.Verdicts.Settled;
import dev.signalbox.verdict.Verdicts.Settlement;
import dev.signalbox.verdict.Verdicts.Standing;
import dev.signalbox.verdict.Verdicts;

/**
 * Gives a run its verdict, once, and says what to tell of it.
 *
 * <p>Called again for the same run, it answers the same: the run's record keeps verdict, change and time. What is counted is
 * counted by the call that wrote that record, so never twice; were the function to end just after that write, not at all. Only
 * what CodeBuild itself answers otherwise by then (a report that was not ready, or has expired since) is told otherwise.
 */
final class Conclude {

    private static final Logger LOG = LoggerFactory.getLogger(Conclude.class);

    /** Most characters of a reason that are kept; fewer are told. */
    private static final int REASON = 4000;

    /** The state machine tries one time more. */
    private static final int TRIES = 7;

    /** What was decided, and what is to be told. */
    record Answer(Conclusion conclusion, Message message) {
    }

    private final EndedBuilds endedBuilds;
    private final ReportReading reportReading;
    private final RunHistory history;
    private final Verdicts verdicts;
    private final ToldOnPullRequest pullRequests;
    private final Measurements.Meter meter;
    private final InstantSource clock;
    private final String stack;

    Conclude(Builds builds, Reports reports, RunHistory history, Verdicts verdicts, ToldOnPullRequest pullRequests,
            Measurements.Meter meter, InstantSource clock, String stack) {
        this.endedBuilds = new EndedBuilds(builds);
        this.reportReading = new ReportReading(reports);
        this.history = history;
        this.verdicts = verdicts;
        this.pullRequests = pullRequests;
        this.meter = meter;
        this.clock = clock;
        this.stack = stack;
    }

    /** Trouble that may pass is thrown: the state machine asks again. */
    Answer conclude(ConcludeRequest request) {
        Optional<Ended> ended = request.ended();
        String arn = ended.map(Ended::arn).orElse(request.execution());
        JsonNode input = ended.map(other -> ConcludeRequest.input(history.inputOf(other.arn()))).orElse(request.input());
        RunFacts run = ConcludeRequest.facts(arn, input);
        Standing standing = verdicts.standing(run.id());
        RunEnd end = end(request, input, standing);
        List<Noted> noted = ended.isPresent() ? List.of() : request.noted();
        List<BuildResult> ends = endedBuilds.of(run.plan(), noted, submitted(end, noted, arn));
        ReportReading.Result reports = reportReading.of(ends);
        List<BuildResult> builds = held(run, ends, reports);
        String flaw = ConcludeRequest.flaw(input);
        Judgement judgement = Judgement.of(end, builds).with(flaw);
        Settlement settlement = standing.settled().map(settled -> new Settlement(settled, false))
                .orElseGet(() -> settle(run, judgement, reports.digest().known()));
        Settled settled = settlement.settled();
        Conclusion conclusion = new Conclusion(run, settled.verdict(), settled.change(), settled.reason(), builds,
                reports.digest().comparedWith(settled.before()), settled.at());
        if (settlement.first()) {
            meter.count(Measurements.of(conclusion, end));
        }
        log(conclusion, settlement.first());
        run.onPullRequest().ifPresent(proposal -> tell(conclusion, end, flaw, proposal, reports, request.tries()));
        return new Answer(conclusion, Message.of(conclusion, stack));
    }

    /**
     * Trouble with the pull request is tried again, but does not keep the others from being told in the end. Then votes may be missing
     * until something else happens to the pull request, so it counts as a run that broke.
     */
    private void tell(Conclusion conclusion, RunEnd end, String flaw, RunFacts.Proposal proposal, ReportReading.Result reports,
            int tries) {
        try {
            pullRequests.tell(conclusion, end, flaw, proposal, reports);
        } catch (RuntimeException trouble) {
            if (tries < TRIES) {
                throw new ConcludeAgain(trouble);
            }
            meter.count(Measurements.untold(conclusion));
            LOG.error("the pull request could not be told", entry("run", conclusion.run().id()),
                    entry("pullRequest", proposal.id()), trouble);
        }
    }

    private static void log(Conclusion conclusion, boolean first) {
        RunFacts run = conclusion.run();
        LOG.info("concluded", entry("run", run.id()), entry("repository", run.repository()), entry("branch", run.branch()),
                entry("tag", run.tag()), entry("pullRequest", run.onPullRequest().map(RunFacts.Proposal::id).orElse("")),
                entry("trigger", run.trigger()),
                entry("commit", run.commit()), entry("verdict", conclusion.verdict().word()), entry("change", conclusion.change().word()),
                entry("reason", conclusion.reason()), entry("first", first), entry("seconds", conclusion.sinceTrigger().toSeconds()));
    }

    private static RunEnd end(ConcludeRequest request, JsonNode input, Standing standing) {
        String refusal = ConcludeRequest.refusal(input);
        if (refusal != null) {
            return new RunEnd.Refused(refusal);
        }
        String rejection = ConcludeRequest.rejection(input);
        if (rejection != null) {
            return new RunEnd.Rejected(rejection);
        }
        if (input.has("superseded")) {
            return new RunEnd.Displaced(input.at("/superseded/by").asText());
        }
        if (input.has("withdrawn")) {
            return new RunEnd.Withdrawn(input.at("/withdrawn/reason").asText());
        }
        Optional<Ended> ended = request.ended();
        if (ended.isPresent()) {
            return new RunEnd.FromOutside(ended.get().status(), ended.get().cause(), standing.superseded());
        }
        if (!request.trouble().isEmpty()) {
            return new RunEnd.Broken(request.trouble());
        }
        return request.failedFast().isEmpty() ? new RunEnd.ByItself() : new RunEnd.FailedFast(request.failedFast());
    }

    /** The builds after a look at their gates. The results are in the order of the plan. */
    private static List<BuildResult> held(RunFacts run, List<BuildResult> builds, ReportReading.Result reports) {
        List<BuildResult> held = new ArrayList<>();
        for (int i = 0; i < builds.size(); i++) {
            BuildResult build = builds.get(i);
            held.add(build.held(run.plan().get(i).gate(), reports.of(build.name())));
        }
        return held;
    }

    /** Only a run that did not see all its builds end can have left one at work; its history is long, so others' stays unread. */
    private List<Submitted> submitted(RunEnd end, List<Noted> noted, String arn) {
        return switch (end) {
            case RunEnd.FromOutside _, RunEnd.Broken _, RunEnd.FailedFast _ -> history.submitted(arn);
            case RunEnd.ByItself _ -> noted.stream().anyMatch(Noted::gaveUpWaiting) ? history.submitted(arn) : List.of();
            case RunEnd.Refused _, RunEnd.Rejected _, RunEnd.Displaced _, RunEnd.Withdrawn _ -> List.of();
        };
    }

    private Settlement settle(RunFacts run, Judgement judgement, Known known) {
        String reason = judgement.reason().substring(0, Math.min(REASON, judgement.reason().length()));
        Before before = before(run, judgement.verdict(), known);
        Change change = run.movesItsSequence() ? Change.between(before.last(), judgement.verdict()) : Change.NONE;
        return verdicts.settle(run.id(), new Settled(judgement.verdict(), change, reason, before.known(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    }

    private Before before(RunFacts run, Verdict verdict, Known known) {
        if (!verdict.judgesTheCode() || run.sequence().isEmpty()) {
            return Before.NOTHING;
        }
        return run.movesItsSequence() ? verdicts.move(run, verdict, known) : verdicts.last(run);
    }
}
