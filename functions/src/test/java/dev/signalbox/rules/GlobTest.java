package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
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
    @Property(tries = 3000)
    void itMeansWhatTheRegularExpressionMeans(@ForAll("patterns") String pattern, @ForAll("names") String name) {
        List<String> regexes = unfolded(pattern.replaceAll("\\*{2,}", "~").replace("*", "#")).stream().map(GlobTest::regex).toList();
        assertEquals(regexes.stream().anyMatch(regex -> Pattern.matches(regex, name)), Glob.of(pattern).fits(name),
                () -> pattern + " as " + regexes);
    }

    /** Where the innermost braces are taken away one by one, until none are left. */
    private static List<String> unfolded(String pattern) {
        Matcher innermost = Pattern.compile("\\{([^{}]*)\\}").matcher(pattern);
        if (!innermost.find()) {
            return List.of(pattern);
        }
        return Stream.of(innermost.group(1).split(",", -1))
                .flatMap(one -> unfolded(pattern.substring(0, innermost.start()) + one
                + pattern.substring(innermost.end())).stream()).toList();
    }

    private static String regex(String pattern) {
        return pattern.replace("[!", "[^/").replaceAll("(?<=^|/)~/", "<folders>").replace("~", ".*").replace("#", "[^/]*")
                .replace("?", "[^/]").replace("<folders>", "(?:[^/]+/)*");
    }

    /** Java's own globs mean the same but for {@code **}{@code /}, empty names and braces in braces. */
    @Property(tries = 2000)
    void itMeansWhatJavaMeansByTheSame(@ForAll("javaPatterns") String pattern, @ForAll("names") String name) {
        boolean java = FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(name));
        assertEquals(java, Glob.of(pattern).fits(name), pattern);
    }

    @Property(tries = 1000)
    void inTextsOnlyStarAndQuestionMarkAreSigns(@ForAll("textPatterns") String pattern, @ForAll("texts") String text) {
        StringBuilder regex = new StringBuilder();
        pattern.codePoints().forEach(sign -> regex.append(sign == '*' ? ".*" : sign == '?' ? "."
                : Pattern.quote(Character.toString(sign))));
        assertEquals(Pattern.matches(regex.toString(), text), Glob.text(pattern).fits(text), regex.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "[WIP]*|[WIP] try it|true", "[WIP]*|WIP try it|false", "*[skip deploy]*|docs: a [skip deploy]|true",
        "{fix,feat}: *|fix: a/b|true", "{fix,feat}: *|chore: a|false", "user/*|user/team/ada|true",
        "*@example.com>|Ada <ada@example.com>|true",
        "a?c|a/c|true"})
    void textsFit(String pattern, String text, boolean fits) {
        assertEquals(fits, Glob.text(pattern).fits(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "*.{js,ts}|a.ts|true", "*.{js,ts}|a.tsx|false", "*.ts{,x}|a.ts|true", "{a,b{c,d}}|bd|true", "{a,b{c,d}}|b|false",
        "src/{app,lib}/**|src/lib/a/b|true", "{**/,}a|x/y/a|true", "{**/,}a|a|true", "x{**/y,z}|xa/y|true", "{[,]a,b}|,a|true",
        "[{]a[}]|{a}|true",
        "a{/,-}**/b|a/b|true", "{a,b*}*|bc/d|false", "{a,b*}*|bcd|true"})
    void bracesStandForEither(String pattern, String name, boolean fits) {
        assertEquals(fits, Glob.of(pattern).fits(name));
    }

    @Test
    void bracesAreBounded() {
        assertTrue(Glob.of("{a,b}".repeat(6)).fits("aabbab"));
        for (String hostile : List.of("{a,b}".repeat(7), "{a,b}".repeat(50), "{".repeat(255), "{a,".repeat(85), "{" + "a,".repeat(100)
                + "a}")) {
            assertTimeoutPreemptively(Duration.ofSeconds(2), () -> assertThrows(IllegalArgumentException.class, () -> Glob.of(hostile)));
        }
    }

    @Property(tries = 500)
    void theFirstOfManyIsTheFirstThatMatches(@ForAll("patternLists") List<String> texts, @ForAll("nameSets") Set<String> names) {
        Patterns patterns = new Patterns(texts.stream().map(Glob::of).toList());
        SortedSet<String> sorted = new TreeSet<>(names);
        assertEquals(sorted.stream().filter(patterns::matches).findFirst(), patterns.firstOf(sorted, Effort.ofAPlan()));
    }

    @Test
    void amongManyPathsOnlyThoseThatBeginAsThePatternAreLookedAt() {
        SortedSet<String> paths = new TreeSet<>();
        for (int i = 0; i < 100_000; i++) {
            paths.add("services/s%d/src/main/java/File%d.java".formatted(i % 1000, i));
        }
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 1000; i++) {
                String folder = "services/s%d/".formatted(i);
                assertTrue(new Patterns(List.of(Glob.of(folder + "**"),
                        Glob.of("!**/*.md"))).firstOf(paths, Effort.ofAPlan()).orElseThrow().startsWith(folder));
                assertTrue(new Patterns(List.of(Glob.of("libraries/l%d/**".formatted(i)))).firstOf(paths, Effort.ofAPlan()).isEmpty());
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"'fix: *', true", "'feat: *', false", "'!wip*', false", "'!draft*', true", "'', false"})
    void anIncludedLineAndNoExcludedOneIsWanted(String pattern, boolean matches) {
        Patterns patterns = new Patterns(List.of(Glob.text(pattern.isEmpty() ? "nothing" : pattern)));
        assertEquals(matches, patterns.matchesLines("fix: a thing\n\nwip, to be honest\r\n"));
    }

    @Test
    void anExcludedLineWinsOverAnIncludedOne() {
        Patterns patterns = new Patterns(List.of(Glob.text("fix: *"), Glob.text("!*draft*")));
        assertEquals(List.of(true, false), List.of(patterns.matchesLines("fix: a\nmore"), patterns.matchesLines("fix: a\na draft")));
        assertEquals(List.of(true, true), List.of(Patterns.EVERYTHING.matchesLines(""),
                new Patterns(List.of(Glob.text("*"))).matchesLines("")));
    }

    @Provide
    Arbitrary<String> plain() {
        return Arbitraries.strings().withChars("ab/").ofMinLength(1).ofMaxLength(7)
                .filter(name -> !name.contains("//") && !name.startsWith("/"));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().withChars("abc/").ofMinLength(1).ofMaxLength(8)
                .filter(name -> !name.contains("//") && !name.startsWith("/") && !name.endsWith("/"));
    }

    @Provide
    Arbitrary<String> patterns() {
        Arbitrary<String> flat = parts("a", "b", "/", "*", "**", "?", "**/", "/**/", "[ab]", "[a-b]", "[!a]",
                "c").filter(text -> !text.isEmpty());
        Arbitrary<String> braced = Combinators.combine(flat, parts("a", "/", "*", "**/", "b{a,c}", ""), parts("b", "**", "/c", "?", ""),
                flat)
                .as((before, one, other, after) -> before + "{" + one + "," + other + "}" + after);
        return Arbitraries.oneOf(flat, braced);
    }

    @Provide
    Arbitrary<String> javaPatterns() {
        return parts("a", "b", "c", "/", "*", "?", "[ab]", "[!b]", "{a,b/c}", "{ab,c*}", "*/").filter(
                pattern -> !pattern.isEmpty() && !pattern.contains("**") && !pattern.contains("//") && !pattern.startsWith("/")
                        && !pattern.endsWith("/"));
    }

    @Provide
    Arbitrary<String> textPatterns() {
        return Arbitraries.strings().withChars("ab/[]-*?").ofMinLength(1).ofMaxLength(7);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab/[]-").ofMaxLength(7);
    }

    @Provide
    Arbitrary<List<String>> patternLists() {
        return Combinators.combine(patterns(), Arbitraries.of("", "!")).as((pattern, sign) -> sign + pattern).list().ofMaxSize(4);
    }

    @Provide
    Arbitrary<Set<String>> nameSets() {
        return names().set().ofMaxSize(8);
    }

    private static Arbitrary<String> parts(String... parts) {
        return Arbitraries.of(parts).list().ofMaxSize(5).map(texts -> String.join("", texts));
    }
}
