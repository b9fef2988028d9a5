package dev.signalbox.plan;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.signalbox.rules.Glob;
import dev.signalbox.rules.When.Kind;

/** What a commit's message may say to be left alone. Only pushes to branches and pull requests listen to it. */
final class Skips {

    private static final List<String> WORDS = List.of("[skip ci]", "[ci skip]");

    private Skips() {
    }

    /** What in the message asks for no build, if anything does. */
    static Optional<String> in(Subject subject, Facts facts, List<Glob> patterns) {
        if (subject.kind() != Kind.PUSH && subject.kind() != Kind.PULL_REQUEST) {
            return Optional.empty();
        }
        return facts.commit().map(Commit::message).flatMap(message -> {
            String text = message.toLowerCase(Locale.ROOT);
            return WORDS.stream().filter(text::contains).findFirst()
                    .or(() -> patterns.stream().filter(pattern -> message.lines().anyMatch(pattern::fits)).map(Glob::toString).findFirst());
        });
    }
}
