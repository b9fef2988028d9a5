package dev.signalbox.tell;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.signalbox.verdict.Build;
import dev.signalbox.verdict.BuildResult;
import dev.signalbox.verdict.Coverage;
import dev.signalbox.verdict.Digest;
import dev.signalbox.verdict.FailingTest.Novelty;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.TestCounts;

/**
 * The text for a person: plain, at most 80 columns wide. Only a link may be longer, alone on its line. What went wrong comes
 * first, with the way to its log; what it is about after it.
 */
final class Email {

    private static final int COLUMNS = 80;
    private static final int LABEL = 11;
    private static final int DETAILED = 3;
    private static final int LISTED = 30;
    private static final int NAME = 40;
    private static final int TEXT = 600;
    private static final int URL = 2000;
    private static final int TESTS = 5;
    private static final int MESSAGE = 200;
    private static final int SLOWEST = 3;
    private static final Duration SLOW = Duration.ofSeconds(1);

    private final List<String> lines = new ArrayList<>();

    private Email() {
    }

    /** @param stack the name of the stack that sends it */
    static String of(Conclusion conclusion, String stack) {
        Email email = new Email();
        email.lines.addAll(PlainText.wrap(Headline.sentence(conclusion), COLUMNS));
        if (!conclusion.reason().isEmpty()) {
            email.lines.add("");
            conclusion.reason().lines().forEach(line -> email.lines.addAll(PlainText.wrap(line, COLUMNS)));
        }
        email.builds(conclusion);
        email.reports(conclusion.digest());
        email.facts(conclusion);
        email.lines.add("");
        email.lines.add(PlainText.fit("Sent by Signalbox, stack " + stack, COLUMNS));
        return String.join("\n", email.lines) + "\n";
    }

    private void builds(Conclusion conclusion) {
        List<BuildResult> bad = conclusion.bad();
        bad.stream().limit(DETAILED).forEach(this::detail);
        List<BuildResult> others = Stream.concat(bad.stream().skip(DETAILED),
                conclusion.builds().stream().filter(build -> !bad.contains(build))).toList();
        if (others.isEmpty()) {
            return;
        }
        lines.add("");
        int column = others.stream().limit(LISTED).mapToInt(build -> PlainText.width(PlainText.fit(build.name(), NAME))).max().orElse(0);
        others.stream().limit(LISTED).forEach(build -> {
            String name = PlainText.fit(build.name(), NAME);
            String line = name + " ".repeat(column - PlainText.width(name)) + "  " + word(build);
            lines.add(build.details().flatMap(Build::took)
                    .map(took -> line + (build.outcome() == Outcome.SUCCEEDED ? " in " : " after ") + Headline.spoken(took)).orElse(line));
            labelled("", !build.trouble().isEmpty() ? build.trouble() : build.required() ? "" : build.unmet());
        });
        if (others.size() > LISTED) {
            lines.add("and " + (others.size() - LISTED) + " more");
        }
    }

    private void detail(BuildResult build) {
        lines.add("");
        StringBuilder what = new StringBuilder(PlainText.fit(build.name(), NAME)).append(' ').append(word(build));
        build.failedPhase().ifPresent(phase -> what.append(" in ").append(PlainText.line(phase.type(), 20)));
        build.details().flatMap(Build::took).ifPresent(took -> what.append(" after ").append(Headline.spoken(took)));
        if (!build.required()) {
            what.append(" (not required)");
        }
        lines.add(PlainText.fit(what.toString(), COLUMNS));
        if (build.trouble().isEmpty()) {
            build.failedPhase().ifPresent(phase -> {
                phase.command().ifPresent(command -> labelled("  Command", command));
                labelled("  Reason", phase.cause());
            });
        } else {
            labelled("  Reason", build.trouble());
        }
        build.details().map(Build::logs).ifPresent(logs -> link("  Log", logs.url()));
    }

    private void reports(Digest digest) {
        if (digest.tests() == null && digest.coverage() == null && digest.uncounted().isNone()) {
            return;
        }
        lines.add("");
        if (digest.tests() != null) {
            tests(digest, digest.tests());
        }
        if (digest.coverage() != null) {
            labelled("Coverage", coverage(digest, digest.coverage()));
        }
        labelled("Missing", digest.uncounted().words());
    }

    private void tests(Digest digest, TestCounts counts) {
        labelled("Tests", counts.total() + ": " + counts.passed() + " passed, " + counts.failed() + " failed, " + counts.skipped()
                + " skipped");
        digest.failingNewFirst().stream().limit(TESTS).forEach(test -> {
            labelled(test.novelty() == Novelty.NEW ? "  New" : "  Failing", PlainText.line(test.name(), NAME * 5)
                    + " (" + PlainText.fit(test.build(), NAME) + ")");
            test.message().lines().filter(line -> !line.isBlank()).findFirst()
                    .ifPresent(line -> labelled("", PlainText.line(line, MESSAGE)));
        });
        long more = digest.failingNotListed() + digest.failing().size() - TESTS;
        if (more > 0) {
            labelled("", "and " + more + " more");
        }
        String among = digest.timed() < counts.total() ? ", of the " + digest.timed() + " looked at" : "";
        digest.slowest().stream().filter(test -> test.took().compareTo(SLOW) >= 0).limit(SLOWEST).forEach(test ->
                labelled("  Slow", Headline.spoken(test.took()) + " " + PlainText.line(test.name(), NAME * 5) + among));
    }

    private static String coverage(Digest digest, Coverage coverage) {
        StringJoiner words = new StringJoiner(", ");
        coverage.lines().ifPresent(lines -> words.add(tenths(lines) + " % of lines" + change(digest.linesChange())));
        coverage.branches().ifPresent(branches -> words.add(tenths(branches) + " % of branches"));
        return words.toString();
    }

    private static String change(@Nullable BigDecimal points) {
        if (points == null || tenths(points).signum() == 0) {
            return "";
        }
        return " (" + (points.signum() > 0 ? "+" : "") + tenths(points) + ")";
    }

    private static BigDecimal tenths(BigDecimal number) {
        return number.setScale(1, RoundingMode.DOWN);
    }

    private void facts(Conclusion conclusion) {
        lines.add("");
        labelled("Commit", Headline.shortCommit(conclusion) + " " + conclusion.run().title());
        labelled("Author", conclusion.run().author());
        of("Branch", conclusion.run().branch(), conclusion.run().repository());
        of("Tag", conclusion.run().tag(), conclusion.run().repository());
        conclusion.run().onPullRequest().ifPresent(proposal -> {
            of("Request", "pull request " + proposal.id(), conclusion.run().repository());
            labelled("Merges", "%s into %s".formatted(proposal.source(), proposal.target()));
        });
        labelled("Schedule", conclusion.run().schedule());
        labelled(switch (conclusion.run().trigger()) {
            case "push" -> "Pushed by";
            case "tag" -> "Tagged by";
            case "manual" -> "Asked by";
            default -> "By";
        }, who(conclusion.run().actor()));
        labelled("Took", Headline.spoken(conclusion.sinceTrigger()) + " from " + switch (conclusion.run().trigger()) {
            case "schedule" -> "the scheduled time";
            case "manual" -> "request";
            case "pull_request" -> "proposal";
            default -> conclusion.run().trigger();
        } + " to verdict");
        link("Run", Links.execution(conclusion.run().arn()));
    }

    private void of(String label, String ref, String repository) {
        if (!ref.isEmpty()) {
            labelled(label, ref + " of " + repository);
        }
    }

    private void labelled(String label, String text) {
        String line = PlainText.line(text, TEXT);
        if (line.isEmpty()) {
            return;
        }
        String indent = " ".repeat(LABEL);
        List<String> wrapped = PlainText.wrap(line, COLUMNS - LABEL);
        lines.add(label + " ".repeat(LABEL - label.length()) + wrapped.getFirst());
        wrapped.stream().skip(1).forEach(rest -> lines.add(indent + rest));
    }

    private void link(String label, String url) {
        String line = PlainText.line(url, URL);
        if (line.startsWith("https://")) {
            lines.add(label);
            lines.add(line.replace(" ", "%20"));
        }
    }

    /** The name at the end of an ARN: a user's, or a role's session with its role. */
    private static String who(String actor) {
        String[] parts = actor.split(":", 6);
        String[] path = parts[parts.length - 1].split("/", -1);
        return parts.length == 6 && path.length == 3 && path[0].equals("assumed-role") ? path[2] + " (role " + path[1] + ")"
                : path[path.length - 1];
    }

    private static String word(BuildResult build) {
        return switch (build.outcome()) {
            case SUCCEEDED -> build.unmet().isEmpty() ? "passed" : "missed its gate, passed";
            case FAILED -> "failed";
            case FAULT -> build.id().isEmpty() ? "could not start" : "broke down";
            case TIMED_OUT -> "ran out of time";
            case STOPPED -> "was stopped";
            case SKIPPED -> "was skipped";
        };
    }
}
