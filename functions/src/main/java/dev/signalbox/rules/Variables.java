package dev.signalbox.rules;

import java.util.Optional;
import java.util.regex.Pattern;

/** What names and plain values of a build's variables may be. */
public final class Variables {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,255}");
    private static final Pattern OURS = Pattern.compile("(SIGNALBOX|CODEBUILD|AWS)_.*");
    /** CodeBuild refuses more: "EnvironmentVariable should be at most 4096 characters" (wolfeidau/buildkite-serverless-agent#35). */
    private static final Pattern VALUE = Pattern.compile("[^\\x00\\p{Cs}]{0,4096}");

    private Variables() {
    }

    /** What is wrong with a name; empty when nothing is. */
    public static Optional<String> wrongName(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.of("expected a name of letters, digits and _");
        }
        return OURS.matcher(name).matches()
                ? Optional.of("expected another name, SIGNALBOX_*, CODEBUILD_* and AWS_* are set for the build") : Optional.empty();
    }

    /** What is wrong with a variable of a request by hand, whose value it does not repeat; empty when nothing is. */
    public static Optional<String> wrongInRequest(String name, String value) {
        return wrongName(name).or(() -> tooLong(value)).or(() -> SecretLike.what(name, value).map(what -> ("it looks like %s, and plain "
                + "values are shown to everyone who may see the build; let the rules file's 'env' refer to it").formatted(what)))
                .map(wrong -> "variable %s: %s".formatted(Texts.quoted(name), wrong));
    }

    private static Optional<String> tooLong(String value) {
        return VALUE.matcher(value).matches() ? Optional.empty() : Optional.of("expected at most 4,096 characters");
    }

    /**
     * What is wrong with a plain value, which it does not repeat; empty when nothing is.
     *
     * @param secretsPrefix where secrets belong, as {@link Account#secretsPrefix()} has it
     */
    public static Optional<String> wrongValue(String name, String value, String secretsPrefix) {
        return tooLong(value).or(() -> SecretLike.why(name, value, secretsPrefix));
    }
}
