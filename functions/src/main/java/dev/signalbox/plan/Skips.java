package dev.signalbox.plan;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.signalbox.rules.Effort;
import dev.signalbox.rules.Glob;
import dev.signalbox.rules.When.Kind;

/**
 * What a commit's message may say to be left alone. Only pushes to branches and pull requests listen to it, and not where somebody asked
 * for a run.
 */
final class Skips {

    private static final List<String> WORDS = List.of("[skip ci]", "[ci skip]");

    private Skips() {
    }

    /** What in the message asks for no build, if anything does. */
    static Optional<String> in(Subject subject, Facts facts, List<Glob> patterns) {
        if (subject.kind() != Kind.PUSH && subject.kind() != Kind.PULL_REQUEST || subject.isAsked()) {
            return Optional.empty();
        }
        return facts.commit().flatMap(commit -> {
            String text = commit.message().toLowerCase(Locale.ROOT);
            return WORDS.stream().filter(text::contains).findFirst().or(() -> fitting(commit.comparedMessage(), patterns));
        });
    }

    /** What is too much to compare is not skipped. */
    private static Optional<String> fitting(String message, List<Glob> patterns) {
        Effort effort = Effort.ofAPlan();
        try {
            return patterns.stream().filter(pattern -> message.lines().anyMatch(line -> pattern.fits(line, effort))).map(Glob::toString)
                    .findFirst();
        } catch (Effort.Spent tooMuch) {
            return Optional.empty();
        }
    }
}
