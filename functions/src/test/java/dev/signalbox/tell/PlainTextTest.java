package dev.signalbox.tell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PlainTextTest {

    @Test
    void aLineHasNoBreaksAndNoControlCharacters() {
        assertEquals("a b c d [31m e", PlainText.line(" a\r\nb\tc\u2028d\u0000\u001b[31m\u0085e\n", 100));
    }

    @Test
    void whatTurnsTheWritingDirectionOrHidesIsGone() {
        assertEquals("evil.txt", PlainText.line("\u202eevil\u200b.txt\ufeff\ud83d", 100));
    }

    @Test
    void aLongLineIsCutBetweenCharacters() {
        assertEquals("\ud83d\ude00\ud83d\ude00...", PlainText.line("\ud83d\ude00".repeat(6), 5));
    }

    @Test
    void linesGoOnAfterOneThatEndsInDotsButNotAfterTheCut() {
        assertEquals("a...\nb", PlainText.lines("a...\n\n b\n", 100));
        assertEquals("a\nbbb...", PlainText.lines("a\nbbbbbbbbbb\nc", 8));
    }

    @Test
    void asciiKeepsTheLettersUnderTheirAccents() {
        assertEquals("Zoe resume ?", PlainText.ascii("Zo\u00eb r\u00e9sum\u00e9 \u4e2d", 50));
    }

    @Test
    void aTextIsWrappedAtSpaces() {
        assertEquals(List.of("one two", "three", "fourfive", "six"), PlainText.wrap("one two three fourfivesix", 8));
    }

    @Test
    void wideCharactersTakeTwoColumns() {
        assertEquals(List.of("\u4e2d\u4e2d", "\u4e2d"), PlainText.wrap("\u4e2d\u4e2d\u4e2d", 5));
        assertEquals("\u4e2d...", PlainText.fit("\u4e2d\u4e2d\u4e2d", 5));
    }

    @Property(tries = 500)
    void nothingIsLostInWrapping(@ForAll String text, @ForAll @IntRange(min = 2, max = 100) int columns) {
        List<String> lines = PlainText.wrap(text, columns);
        lines.forEach(line -> assertTrue(PlainText.width(line) <= columns, line));
        assertEquals(PlainText.line(text, Integer.MAX_VALUE).replace(" ", ""), String.join("", lines).replace(" ", ""));
    }
}
