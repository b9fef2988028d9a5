package dev.signalbox.local.codebuild;

import java.util.regex.Pattern;

/** Tells a buildspec's text from the path of one. */
final class Inline {

    private static final Pattern TEXT = Pattern.compile("\\s*[{\\[\"'#].*|.*:(\\s.*|$)", Pattern.DOTALL);

    private Inline() {
    }

    static boolean is(String buildspec) {
        return buildspec.indexOf('\n') >= 0 || TEXT.matcher(buildspec).matches();
    }
}
