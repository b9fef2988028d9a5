package dev.signalbox.local.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;

import dev.signalbox.local.command.Terminal.Tone;

class TerminalTest {

    private final Terminal plain = new Terminal(new PrintWriter(new StringWriter()), false);
    private final Terminal coloured = new Terminal(new PrintWriter(new StringWriter()), true);

    @Test
    void aProgramsColoursStayWhereThereIsColourAndEndWithItsLine() {
        assertEquals("\u001b[1;32mok\u001b[0m", coloured.printed("\u001b[1;32mok"));
        assertEquals("ok", plain.printed("\u001b[1;32mok\u001b[0m"));
    }

    @Test
    void nothingElseSteersTheTerminal() {
        String hostile = "a\u001b[2J\u001b[1;1Hb\u001b]0;title\u0007c\u001b(0d\u0007\be";
        assertEquals("abc0de", plain.printed(hostile));
        assertEquals("abc0de", coloured.printed(hostile));
    }

    @Test
    void ofALineThatWasWrittenOverTheLastStateCounts() {
        assertEquals("100 %", plain.printed("10 %\r50 %\r100 %\r"));
        assertEquals("a\tb", plain.printed("a\tb"));
    }

    @Test
    void namesOfOthersStayOnTheirLine() {
        assertEquals("main [31m x", Terminal.clean("main\u001b[31m\nx"));
    }

    @Test
    void withoutColourATextIsAsItIs() {
        assertEquals("x", plain.in(Tone.BAD, "x"));
        assertEquals("\u001b[31mx\u001b[0m", coloured.in(Tone.BAD, "x"));
    }
}
