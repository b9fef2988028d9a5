package dev.signalbox.functions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.signalbox.pullrequest.Board.Ruling;
import dev.signalbox.pullrequest.Noticeboard;
import dev.signalbox.pullrequest.Progress;
import dev.signalbox.pullrequest.Reported;
import dev.signalbox.pullrequest.Revision;
import dev.signalbox.pullrequest.Row;
import dev.signalbox.run.MergeResults;
import dev.signalbox.tell.Conclusion;
import dev.signalbox.verdict.Build;
import dev.signalbox.verdict.BuildResult;
import dev.signalbox.verdict.Digest;
import dev.signalbox.verdict.ReportReading;
import dev.signalbox.verdict.RunEnd;
import dev.signalbox.verdict.RunFacts;
import dev.signalbox.verdict.TestCounts;
import dev.signalbox.verdict.Verdict;

/** Tells the end of a run on its pull request, and clears away what was made for it. */
final class ToldOnPullRequest {

    private final Noticeboard noticeboard;
    private final MergeResults mergeResults;

    ToldOnPullRequest(Noticeboard noticeboard, MergeResults mergeResults) {
        this.noticeboard = noticeboard;
        this.mergeResults = mergeResults;
    }

    /**
     * Doing it again changes nothing.
     *
     * @param flaw what is wrong with what was built, whatever the builds say; empty: nothing
     */
    void tell(Conclusion conclusion, RunEnd end, String flaw, RunFacts.Proposal proposal, ReportReading.Result reports) {
        RunFacts run = conclusion.run();
        Revision revision = new Revision(proposal.revision(), proposal.source(), run.commit(), proposal.target(), proposal.targetCommit());
        try {
            noticeboard.change(run.repository(), proposal.id(), proposal.revision(), board -> board.concluded(revision, run.id(),
                    proposal.attempt(), rows(conclusion), ruling(conclusion, end, flaw, proposal.attempt()),
                    reported(conclusion.digest(), reports)));
        } finally {
            if (!proposal.mergeBranch().isEmpty()) {
                mergeResults.remove(run.repository(), proposal.mergeBranch());
            }
        }
    }

    private static List<Row> rows(Conclusion conclusion) {
        List<Row> rows = new ArrayList<>();
        List<RunFacts.Planned> plan = conclusion.run().plan();
        for (int i = 0; i < conclusion.builds().size(); i++) {
            BuildResult build = conclusion.builds().get(i);
            rows.add(new Row(build.name(), plan.get(i).check(), build.required(), ended(build)));
        }
        return rows;
    }

    private static Progress.Ended ended(BuildResult build) {
        String phase = build.failedPhase().map(failed -> failed.cause().isEmpty() ? "in " + failed.type()
                : "%s (in %s)".formatted(failed.cause(), failed.type())).orElse("");
        Build.Logs logs = build.details().map(Build::logs).orElse(null);
        return new Progress.Ended(build.outcome(), build.passed(), phase.isEmpty() ? build.reason() : phase,
                build.details().flatMap(Build::took).map(Duration::toSeconds).orElse(0L), build.id(), logs == null ? "" : logs.url());
    }

    /** What the rows can't tell. */
    private static @Nullable Ruling ruling(Conclusion conclusion, RunEnd end, String flaw, int attempt) {
        if (!flaw.isEmpty()) {
            String reason = conclusion.reason().contains(flaw) ? conclusion.reason() : (flaw + "\n" + conclusion.reason()).strip();
            return new Ruling(conclusion.verdict() == Verdict.ERRORED ? Verdict.ERRORED : Verdict.FAILED, reason, attempt);
        }
        return switch (end) {
            case RunEnd.ByItself _, RunEnd.FailedFast _ -> ofAllBuilds(conclusion, attempt);
            case RunEnd.Displaced _ -> null;
            case RunEnd.FromOutside _ when conclusion.verdict() == Verdict.SUPERSEDED || conclusion.verdict() == Verdict.FAILED -> null;
            case RunEnd.Refused _, RunEnd.Rejected _, RunEnd.Withdrawn _, RunEnd.Broken _, RunEnd.FromOutside _ ->
                new Ruling(conclusion.verdict(), conclusion.reason(), attempt);
        };
    }

    /** A run may have failed though no build did, as far as is known now. */
    private static @Nullable Ruling ofAllBuilds(Conclusion conclusion, int attempt) {
        return conclusion.verdict() == Verdict.FAILED && conclusion.builds().stream().noneMatch(BuildResult::failed)
                ? new Ruling(Verdict.FAILED, conclusion.reason(), attempt) : null;
    }

    private static Reported reported(Digest digest, ReportReading.Result reports) {
        SortedMap<String, TestCounts> tests = new TreeMap<>();
        reports.builds().forEach((build, own) -> own.tests().ifPresent(counts -> tests.put(build, counts)));
        return new Reported(tests, digest.failing(), digest.coverage() == null ? null : digest.coverage().lines().orElse(null),
                digest.linesChange(), digest.known().coverageOf());
    }
}
