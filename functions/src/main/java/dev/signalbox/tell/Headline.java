package dev.signalbox.tell;

import java.time.Duration;
import java.util.List;

import dev.signalbox.verdict.Build;
import dev.signalbox.verdict.BuildResult;
import dev.signalbox.verdict.Change;
import dev.signalbox.verdict.FailingTest;
import dev.signalbox.verdict.RunFacts;
import dev.signalbox.verdict.Verdict;

/** The verdict in a few words: the email's first line, its subject, and the text message. */
public final class Headline {

    /** SNS takes a subject of fewer than 100 characters, ASCII, without line breaks or control characters. */
    private static final int SUBJECT = 99;
    private static final int SMS = 140;
    private static final int SHORT_COMMIT = 8;
    private static final int TEST = 30;

    private Headline() {
    }

    /** One sentence, as a rule of at most 80 columns. */
    static String sentence(Conclusion conclusion) {
        String place = (PlainText.fit(conclusion.run().repository(), 18) + " " + PlainText.fit(refOf(conclusion.run()), 18)).strip();
        return place + occasion(conclusion.run()) + switch (conclusion.verdict()) {
            case PASSED -> conclusion.change() == Change.FIXED ? " is fixed: it passes again." : " passed.";
            case FAILED -> switch (conclusion.change()) {
                case STILL_FAILING -> " is still failing: " + culprits(conclusion);
                case BROKEN, FIXED -> " is broken: " + culprits(conclusion);
                case NONE -> conclusion.builds().isEmpty() ? " failed: nothing was built."
                        : conclusion.run().movesItsSequence() ? " failed at an older commit."
                        : " failed: " + culprits(conclusion);
            };
            case ERRORED -> conclusion.builds().isEmpty() ? " errored: nothing was built." : " errored: this says nothing about the code.";
            case CANCELLED -> " was cancelled.";
            case SUPERSEDED -> " was superseded by a newer run.";
        };
    }

    /** What the run is of: a branch, a tag or a pull request; empty when it is of a bare commit. */
    static String refOf(RunFacts run) {
        return run.onPullRequest().map(proposal -> "pull request " + proposal.id())
                .orElse(run.tag().isEmpty() ? run.branch() : run.tag());
    }

    private static String occasion(RunFacts run) {
        return switch (run.trigger()) {
            case "schedule" -> " on schedule";
            case "manual" -> ", requested by hand,";
            default -> "";
        };
    }

    /** Verdict, place and title in ASCII, in fewer than 100 characters. */
    static String subject(Conclusion conclusion) {
        String place = place(conclusion.run());
        String title = PlainText.ascii(conclusion.run().title(), SUBJECT);
        String text = word(conclusion) + ": " + place + culprit(conclusion) + " " + shortCommit(conclusion) + " " + title;
        return PlainText.ascii(text, SUBJECT);
    }

    /** Verdict, place and what failed, in at most 140 characters of ASCII: one text message. */
    static String sms(Conclusion conclusion) {
        String cause = conclusion.bad().stream().filter(build -> build.required() || conclusion.reason().isEmpty()).findFirst()
                .map(Headline::cause).orElse(conclusion.reason());
        String text = word(conclusion) + ": " + place(conclusion.run()) + " " + shortCommit(conclusion);
        String sms = PlainText.ascii(cause.isEmpty() ? text : text + ", " + cause, SMS);
        String test = conclusion.verdict() != Verdict.FAILED ? ""
                : conclusion.firstFailingTest().map(first -> shortName(first, SMS)).orElse("");
        return test.isEmpty() || sms.length() + 2 + test.length() > SMS ? sms : sms + ", " + test;
    }

    private static String place(RunFacts run) {
        String place = (PlainText.ascii(run.repository(), 30) + " " + PlainText.ascii(refOf(run), 30)).strip();
        return switch (run.trigger()) {
            case "schedule" -> place + " on schedule";
            case "manual" -> place + " by hand";
            default -> place;
        };
    }

    /** The last part of a test's name, without its packages. */
    private static String shortName(FailingTest test, int characters) {
        String name = PlainText.ascii(test.name(), Integer.MAX_VALUE);
        return PlainText.ascii(name.substring(name.lastIndexOf('.') + 1), characters);
    }

    /** A time as people say it, in its two largest units, of which a zero is left out. */
    public static String spoken(Duration duration) {
        if (duration.toHours() > 0) {
            return duration.toHours() + " h" + and(duration.toMinutesPart(), " min");
        }
        if (duration.toMinutes() > 0) {
            return duration.toMinutes() + " min" + and(duration.toSecondsPart(), " s");
        }
        return duration.toSeconds() > 0 ? duration.toSeconds() + " s" : "less than a second";
    }

    private static String and(int number, String unit) {
        return number == 0 ? "" : " " + number + unit;
    }

    static String shortCommit(Conclusion conclusion) {
        String commit = PlainText.line(conclusion.run().commit(), 40);
        return commit.substring(0, Math.min(SHORT_COMMIT, commit.length()));
    }

    private static String word(Conclusion conclusion) {
        return switch (conclusion.verdict()) {
            case PASSED -> conclusion.change() == Change.FIXED ? "Fixed" : "Passed";
            case FAILED -> conclusion.change() == Change.STILL_FAILING ? "Still failing" : "Failed";
            case ERRORED -> "Errored";
            case CANCELLED -> "Cancelled";
            case SUPERSEDED -> "Superseded";
        };
    }

    private static String culprits(Conclusion conclusion) {
        List<BuildResult> failed = conclusion.failed();
        return failed.size() == 1 ? PlainText.fit(failed.getFirst().name(), 14)
                + (failed.getFirst().unmet().isEmpty() ? " failed." : " missed its gate.")
                : failed.size() + " of " + conclusion.builds().size() + " builds failed.";
    }

    /** The build that failed, or the first of them, for a reader who sees no more than the subject. */
    private static String culprit(Conclusion conclusion) {
        List<BuildResult> failed = conclusion.failed();
        if (conclusion.verdict() != Verdict.FAILED || failed.isEmpty()) {
            return "";
        }
        BuildResult build = failed.getFirst();
        if (failed.size() > 1) {
            return ", %s and %d more,".formatted(PlainText.ascii(build.name(), 20), failed.size() - 1);
        }
        String test = conclusion.firstFailingTest().map(first -> shortName(first, SUBJECT)).orElse("");
        return ", " + PlainText.ascii(build.name(), 20) + (!build.unmet().isEmpty() ? " missed its gate"
                : !test.isEmpty() && test.length() <= TEST ? ": " + test
                : build.failedPhase().map(phase -> " in " + phase.type()).orElse("")) + ",";
    }

    private static String cause(BuildResult build) {
        return build.name() + build.failedPhase().map(Headline::cause).orElse(build.reason().isEmpty() ? "" : ": " + build.reason());
    }

    private static String cause(Build.Phase phase) {
        return " in " + phase.type() + (phase.cause().isEmpty() ? "" : ": " + phase.cause());
    }
}
