package dev.signalbox.local.command;

import java.io.Console;
import java.io.PrintWriter;

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
        return coloured && !tone.code.isEmpty() ? "\u001b[" + tone.code + "m" + text + "\u001b[0m" : text;
    }
}
