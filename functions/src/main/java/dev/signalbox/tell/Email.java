package dev.signalbox.tell;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.signalbox.verdict.Build;
import dev.signalbox.verdict.BuildResult;
import dev.signalbox.verdict.Outcome;

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

    private final List<String> lines = new ArrayList<>();

    private Email() {
    }

    /** @param stack the name of the stack that sends it */
    static String of(Conclusion conclusion, String stack) {
        Email email = new Email();
        email.lines.add(Headline.sentence(conclusion));
        if (!conclusion.reason().isEmpty()) {
            email.lines.add("");
            conclusion.reason().lines().forEach(line -> email.lines.addAll(PlainText.wrap(line, COLUMNS)));
        }
        email.builds(conclusion);
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

    private void facts(Conclusion conclusion) {
        lines.add("");
        labelled("Commit", Headline.shortCommit(conclusion) + " " + conclusion.run().title());
        labelled("Author", conclusion.run().author());
        labelled("Branch", conclusion.run().branch() + " of " + conclusion.run().repository());
        labelled(conclusion.run().trigger().equals("push") ? "Pushed by" : "By", who(conclusion.run().actor()));
        labelled("Took", Headline.spoken(conclusion.sinceTrigger()) + " from " + conclusion.run().trigger() + " to verdict");
        link("Run", Links.execution(conclusion.run().arn()));
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
            case SUCCEEDED -> "passed";
            case FAILED -> "failed";
            case FAULT -> build.id().isEmpty() ? "could not start" : "broke down";
            case TIMED_OUT -> "ran out of time";
            case STOPPED -> "was stopped";
            case SKIPPED -> "was skipped";
        };
    }
}
