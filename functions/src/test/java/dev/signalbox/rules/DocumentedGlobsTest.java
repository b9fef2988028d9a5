package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of docs/rules.md, of which globs.md and texts.md are the copies. */
class DocumentedGlobsTest {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    static List<String> ofNames() throws IOException {
        return rows("/rules/globs.md");
    }

    static List<String> ofTexts() throws IOException {
        return rows("/rules/texts.md");
    }

    private static List<String> rows(String resource) throws IOException {
        try (InputStream table = Objects.requireNonNull(DocumentedGlobsTest.class.getResourceAsStream(resource))) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8).lines().skip(2).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("ofNames")
    void aPatternOfNamesDoesWhatTheTableSays(String row) {
        assertRow(row, Glob::of);
    }

    @ParameterizedTest
    @MethodSource("ofTexts")
    void aPatternOfTextsDoesWhatTheTableSays(String row) {
        assertRow(row, Glob::text);
    }

    private static void assertRow(String row, Function<String, Glob> parser) {
        String[] cells = row.split("\\|");
        assertEquals(1, words(cells[1]).count(), row);
        Glob glob = parser.apply(words(cells[1]).findFirst().orElseThrow());
        assertTrue(words(cells[2]).findAny().isPresent(), row);
        words(cells[2]).forEach(name -> assertTrue(glob.fits(name), () -> glob + " should fit " + name));
        words(cells[3]).forEach(name -> assertFalse(glob.fits(name), () -> glob + " should not fit " + name));
    }

    private static Stream<String> words(String cell) {
        return CODE.matcher(cell).results().map((MatchResult found) -> found.group(1));
    }
}
