package dev.signalbox.tell;

import java.time.Duration;
import java.util.List;

import dev.signalbox.verdict.Build;
import dev.signalbox.verdict.BuildResult;
import dev.signalbox.verdict.Change;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.Verdict;

/** The verdict in a few words: the email's first line, its subject, and the text message. */
final class Headline {

    /** SNS takes a subject of fewer than 100 characters, ASCII, without line breaks or control characters. */
    private static final int SUBJECT = 99;
    private static final int SMS = 140;
    private static final int SHORT_COMMIT = 8;

    private Headline() {
    }

    /** One sentence of at most 80 columns. */
    static String sentence(Conclusion conclusion) {
        String place = (PlainText.fit(conclusion.run().repository(), 18) + " " + PlainText.fit(conclusion.run().branch(), 18)).strip();
        return place + switch (conclusion.verdict()) {
            case PASSED -> conclusion.change() == Change.FIXED ? " is fixed: it passes again." : " passed.";
            case FAILED -> switch (conclusion.change()) {
                case STILL_FAILING -> " is still failing: " + culprits(conclusion);
                case BROKEN, FIXED -> " is broken: " + culprits(conclusion);
                case NONE -> " failed at an older commit.";
            };
            case ERRORED -> " errored: this says nothing about the code.";
            case CANCELLED -> " was cancelled.";
            case SUPERSEDED -> " was superseded by a newer run.";
        };
    }

    /** Verdict, place and title in ASCII, in fewer than 100 characters. */
    static String subject(Conclusion conclusion) {
        String place = PlainText.ascii(conclusion.run().repository(), 30) + " " + PlainText.ascii(conclusion.run().branch(), 30);
        String title = PlainText.ascii(conclusion.run().title(), SUBJECT);
        return PlainText.ascii(word(conclusion) + ": " + place + culprit(conclusion) + " " + shortCommit(conclusion) + " " + title, SUBJECT);
    }

    /** Verdict, place and what failed, in at most 140 characters of ASCII: one text message. */
    static String sms(Conclusion conclusion) {
        String place = PlainText.ascii(conclusion.run().repository(), 30) + " " + PlainText.ascii(conclusion.run().branch(), 30);
        String cause = conclusion.bad().stream().findFirst().map(Headline::cause).orElse(conclusion.reason());
        String text = word(conclusion) + ": " + place + " " + shortCommit(conclusion);
        return PlainText.ascii(cause.isEmpty() ? text : text + ", " + cause, SMS);
    }

    /** A time as people say it, in its two largest units, of which a zero is left out. */
    static String spoken(Duration duration) {
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
        List<BuildResult> failed = failed(conclusion);
        return failed.size() == 1 ? PlainText.fit(failed.getFirst().name(), 14) + " failed."
                : failed.size() + " of " + conclusion.builds().size() + " builds failed.";
    }

    /** The one build that failed, for a reader who sees no more than the subject. */
    private static String culprit(Conclusion conclusion) {
        List<BuildResult> failed = failed(conclusion);
        return conclusion.verdict() != Verdict.FAILED || failed.size() != 1 ? "" : ", " + PlainText.ascii(failed.getFirst().name(), 20)
                + failed.getFirst().failedPhase().map(phase -> " in " + phase.type()).orElse("") + ",";
    }

    private static List<BuildResult> failed(Conclusion conclusion) {
        return conclusion.builds().stream().filter(build -> build.required()
                && (build.outcome() == Outcome.FAILED || build.outcome() == Outcome.TIMED_OUT)).toList();
    }

    private static String cause(BuildResult build) {
        return build.name() + build.failedPhase().map(Headline::cause).orElse(build.reason().isEmpty() ? "" : ": " + build.reason());
    }

    private static String cause(Build.Phase phase) {
        return " in " + phase.type() + (phase.cause().isEmpty() ? "" : ": " + phase.cause());
    }
}
