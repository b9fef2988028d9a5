package dev.signalbox.rules;

import java.util.List;
import java.util.Optional;

/** What names are of, which says what no pattern of them can fit. */
enum Names {

    REFERENCES("name") {
        @Override
        Optional<String> wrong(Glob glob, String shape) {
            for (String prefix : List.of("refs/heads/", "refs/tags/")) {
                if (shape.startsWith(prefix)) {
                    String text = glob.toString();
                    return Optional.of("expected %s, without %s".formatted(text.contains(prefix)
                            ? Texts.quoted(text.replace(prefix, "")) : "a short name", prefix));
                }
            }
            return shape.codePoints().filter(character -> FORBIDDEN.indexOf(character) >= 0).boxed().findFirst()
                    .map(character -> "expected no %s: no name of a branch or tag holds one"
                            .formatted(character == ' ' ? "space" : "'" + Character.toString(character) + "'"));
        }
    },
    PATHS("path") {
        @Override
        Optional<String> wrong(Glob glob, String shape) {
            return Optional.empty();
        }
    };

    /** What git's check-ref-format forbids, but for what means something else in a pattern. */
    private static final String FORBIDDEN = "^~: ";

    private final String word;

    Names(String word) {
        this.word = word;
    }

    abstract Optional<String> wrong(Glob glob, String shape);

    /** Why a pattern, or one that its braces unfold to, can never fit; empty when it may. */
    Optional<String> unfit(Glob glob) {
        return glob.shapes().stream().flatMap(shape -> edges(glob, shape).or(() -> wrong(glob, shape)).stream()).findFirst();
    }

    private Optional<String> edges(Glob glob, String shape) {
        for (String leading : List.of("/", "./")) {
            if (shape.startsWith(leading)) {
                return Optional.of(whole(glob, "leading " + leading));
            }
        }
        return shape.endsWith("/") ? Optional.of(whole(glob, "trailing /")) : Optional.empty();
    }

    private String whole(Glob glob, String without) {
        String text = glob.toString();
        String sign = glob.excludes() ? "!" : "";
        String inside = text.substring(sign.length()).replaceFirst("^(?:\\.?/)+", "");
        String fixed = inside.endsWith("**/") ? inside.substring(0, inside.length() - 1)
                : inside.isEmpty() || inside.endsWith("/") ? inside + "**" : inside;
        return (sign + fixed).equals(text)
                ? "expected a pattern that fits a whole %s, without a %s".formatted(word, without)
                : "expected %s: a pattern fits a whole %s, without a %s".formatted(Texts.quoted(sign + fixed), word, without);
    }
}
