package dev.signalbox.local.command;

import java.io.Console;
import java.io.PrintWriter;
import java.util.regex.Pattern;

/** Where the command line prints. Colour only where a person looks: on a terminal, and not when NO_COLOR is set. */
final class Terminal {

    /** What a text means; each has its colour. */
    enum Tone {
        PLAIN(""), STRONG("1"), FAINT("2"), GOOD("32"), BAD("31"), UNSURE("33");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    private static final String RESET = "\u001b[0m";
    /** Control sequences: colours are those that end in m (ECMA-48). */
    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;:]*m");
    private static final Pattern OTHER_SEQUENCES = Pattern.compile(
            "\u001b(?:\\[(?![0-9;:]*m)[0-?]*[ -/]*[@-~]?|][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|[^\\[\\]])");
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}&&[^\t\u001b]]");

    private final PrintWriter out;
    private final boolean coloured;

    Terminal(PrintWriter out, boolean coloured) {
        this.out = out;
        this.coloured = coloured;
    }

    static Terminal ofThisProcess(PrintWriter out) {
        Console console = System.console();
        return new Terminal(out, console != null && console.isTerminal() && System.getenv("NO_COLOR") == null);
    }

    synchronized void line(String text) {
        out.println(text);
        out.flush();
    }

    /** A text in its colour, where there is colour. */
    String in(Tone tone, String text) {
        return coloured && !tone.code.isEmpty() ? "\u001b[" + tone.code + "m" + text + RESET : text;
    }

    /** Text of others on one line, without what would steer the terminal. */
    static String clean(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    /**
     * What a program printed as one line: its colours where there is colour, nothing else that would steer the terminal. Of a line
     * that it wrote over (a progress bar) the last state counts.
     */
    String printed(String line) {
        String whole = line.stripTrailing();
        String last = whole.substring(whole.lastIndexOf('\r') + 1);
        String text = CONTROLS.matcher(OTHER_SEQUENCES.matcher(last).replaceAll("")).replaceAll("");
        if (!coloured) {
            return COLOURS.matcher(text).replaceAll("").replace("\u001b", "");
        }
        return text.indexOf('\u001b') < 0 ? text : text + RESET;
    }
}
