package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "main, main, true", "main, main2, false", "main, amain, false",
        "release/*, release/1.0, true", "release/*, release/1.0/fix, false", "release/*, release/, true",
        "release/**, release/1.0/fix, true", "release/**, release, false",
        "*, main, true", "*, a/b, false", "**, a/b/c, true",
        "v?, v1, true", "v?, v12, false", "a?b, a/b, false",
        "v[0-9], v7, true", "v[0-9], va, false", "v[0-9a-c_], vb, true", "v[!0-9], va, true", "v[!0-9], v7, false", "a[!x]b, a/b, false",
        "**/fix, fix, true", "**/fix, a/fix, true", "**/fix, a/b/fix, true", "**/fix, a/prefix, false",
        "a/**/z, a/z, true", "a/**/z, a/b/c/z, true", "a/**/z, a/bz, false",
        "feature-*-end, feature-x-end, true", "*/*, a/b, true", "a**b, a/x/b, true"})
    void namesFit(String pattern, String name, boolean fits) {
        assertEquals(fits, Glob.of(pattern).fits(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "[", "[a", "[]", "[z-a]", "a\\b"})
    void whatIsNoPatternSaysWhatWasExpected(String pattern) {
        String message = assertThrows(IllegalArgumentException.class, () -> Glob.of(pattern)).getMessage();
        assertEquals("expected", message.substring(0, 8));
    }

    @Test
    void anExcludingPatternWinsWhereverItStands() {
        for (List<String> order : List.of(List.of("**", "!wip/**"), List.of("!wip/**", "**"), List.of("!wip/**"))) {
            Patterns patterns = new Patterns(order.stream().map(Glob::of).toList());
            assertEquals(List.of(true, false), List.of(patterns.matches("main"), patterns.matches("wip/x")));
        }
    }

    @Test
    void aHostilePatternCostsNoTime() {
        Glob hostile = Glob.of("*a**a".repeat(50) + "b");
        assertTimeoutPreemptively(Duration.ofSeconds(2), () -> assertEquals(false, hostile.fits("a".repeat(256))));
    }

    @Property
    void anyTextIsAPatternOrRefusedAndFitsWithoutError(
            @ForAll @StringLength(max = 300) String pattern, @ForAll @StringLength(max = 50) String name) {
        try {
            Glob.of(pattern).fits(name);
        } catch (IllegalArgumentException refused) {
            assertEquals("expected", String.valueOf(refused.getMessage()).substring(0, 8));
        }
    }

    @Property
    void aPatternWithoutSignsFitsItselfAlone(@ForAll("plain") String name, @ForAll("plain") String other) {
        assertEquals(name.equals(other), Glob.of(name).fits(other));
    }

    /** The same meaning, said as a regular expression: slow where it is hostile, but plain to read. */
    @Property(tries = 2000)
    void itMeansWhatTheRegularExpressionMeans(@ForAll("patterns") String pattern, @ForAll("plain") String name) {
        String regex = pattern.replaceAll("(?<=^|/)\\*\\*/", "<folders>").replace("**", "<any>").replace("*", "[^/]*").replace("?", "[^/]")
                .replace("<folders>", "(?:[^/]+/)*").replace("<any>", ".*");
        assertEquals(Pattern.matches(regex, name), Glob.of(pattern).fits(name), pattern + " as " + regex);
    }

    @Provide
    Arbitrary<String> plain() {
        return Arbitraries.strings().withChars("ab/").ofMinLength(1).ofMaxLength(7)
                .filter(name -> !name.contains("//") && !name.startsWith("/"));
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of("a", "b", "/", "*", "**", "?", "**/", "/**/").list().ofMinSize(1).ofMaxSize(6)
                .map(parts -> String.join("", parts))
                .filter(pattern -> !pattern.contains("***") && !pattern.contains("//"));
    }
}
