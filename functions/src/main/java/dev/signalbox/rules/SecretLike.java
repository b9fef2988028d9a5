package dev.signalbox.rules;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds plain values that look like secrets, by their shape or by the names they go by. */
final class SecretLike {

    private record Shape(String what, Pattern pattern) {
        Shape(String what, String pattern) {
            this(what, Pattern.compile(pattern));
        }
    }

    private static final List<Shape> SHAPES = List.of(
            new Shape("an AWS access key id", "(?<![A-Za-z0-9])A[KS]IA[A-Z2-7]{16}(?![A-Za-z0-9])"),
            new Shape("a private key", "-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY"),
            new Shape("a GitHub token", "\\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22})"),
            new Shape("a GitLab token", "\\bgl(?:pat|dt|rt|ptt|cbt)-[A-Za-z0-9_-]{20}"),
            new Shape("a Slack token", "\\bxox[abeoprs]-[A-Za-z0-9-]{10}"),
            new Shape("a Stripe key", "\\b[rs]k_live_[A-Za-z0-9]{10}"),
            new Shape("an npm token", "\\bnpm_[A-Za-z0-9]{36}"),
            new Shape("a PyPI token", "\\bpypi-AgEI[A-Za-z0-9_-]{20}"),
            new Shape("a Google API key", "\\bAIza[A-Za-z0-9_-]{35}"),
            new Shape("a SendGrid key", "\\bSG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}"),
            new Shape("a signed web token", "\\beyJ[A-Za-z0-9_-]{10,200}\\.eyJ[A-Za-z0-9_-]{10,4000}\\.[A-Za-z0-9_-]{10}"),
            new Shape("an address with a password in it", "\\b[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\\s/:@]{0,100}:(?!\\$)[^\\s/@]{1,200}@"));

    /** An AWS secret access key; a commit's id has as many characters, but no capitals. */
    private static final Pattern AWS_SECRET =
            Pattern.compile("(?=[A-Za-z0-9/+]{40}$)(?=.*[a-z])(?=.*[A-Z])(?=.*\\d).*");

    private static final Pattern NAME = Pattern.compile(
            ".*(?:PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|SECRET(?![A-RT-Z])|TOKEN(?![A-RT-Z])|(?:API|ACCESS|PRIVATE)_?KEY(?![A-RT-Z])).*");
    /** Names of what is about a secret, but is none. */
    private static final Pattern ABOUT = Pattern.compile(
            "(?:MAX|MIN|NUM|HAS|USE|IS|NO)_.*|.*_(?:URL|URI|HOST|ENDPOINT|FILE|PATH|DIR|NAME|ID|ARN|PREFIX|HEADER|LENGTH|TTL|AGE|EXPIRY"
            + "|SECONDS|ENABLED|REQUIRED|POLICY|TYPE|COUNT|LIMIT|REGION|ISSUER|AUDIENCE|ALGORITHM)");
    /** Nothing, a switch, or a pointer to where the secret is. */
    private static final Pattern HARMLESS = Pattern.compile(
            "(?i:true|false|yes|no|on|off|none|null)?|\\$.*|arn:.*|\\{\\{.*\\}\\}|https?://.*|(?:/[\\w.-]+){2,}/?");

    private SecretLike() {
    }

    /** Why a value looks like a secret, and what to do; never the value. */
    static Optional<String> why(String name, String value, String secretsPrefix) {
        return what(name, value).map(what -> ("it looks like %s, and plain values are shown to everyone who may see the build; "
                + "put it into Parameter Store or Secrets Manager and write %s: { parameter: /%s... }")
                .formatted(what, Texts.shown(name), secretsPrefix));
    }

    /** What a value looks like; empty when it looks like no secret. */
    static Optional<String> what(String name, String value) {
        Optional<String> shape = SHAPES.stream().filter(one -> one.pattern().matcher(value).find()).map(Shape::what).findFirst();
        if (shape.isPresent()) {
            return shape;
        }
        if (AWS_SECRET.matcher(value).matches()) {
            return Optional.of("an AWS secret access key");
        }
        String upper = name.toUpperCase(Locale.ROOT);
        return NAME.matcher(upper).matches() && !ABOUT.matcher(upper).matches() && !HARMLESS.matcher(value).matches()
                ? Optional.of("a secret by its name") : Optional.empty();
    }
}
