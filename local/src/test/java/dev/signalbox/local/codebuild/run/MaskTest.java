package dev.signalbox.local.codebuild.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MaskTest {

    private static List<String> lines(Mask mask, byte[] bytes, int chunk) {
        List<String> lines = new ArrayList<>();
        Lines stream = new Lines(mask, lines::add);
        for (int from = 0; from < bytes.length; from += chunk) {
            stream.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + chunk)));
        }
        stream.finish();
        return lines;
    }

    @Test
    void aSecretIsShownAsStars() {
        assertEquals("a *** b *** c", new Mask(List.of("hunter2")).apply("a hunter2 b hunter2 c"));
    }

    @Test
    void everyLineOfASecretIsHidden() {
        Mask mask = new Mask(List.of("-----BEGIN KEY-----\r\n  c2VjcmV0\nab\n"));
        assertEquals("*** *** ab", mask.apply("-----BEGIN KEY----- c2VjcmV0 ab"));
    }

    @Test
    void overlappingSecretsAreHiddenWhole() {
        assertEquals("x***y", new Mask(List.of("abcd", "cdef")).apply("xabcdefy"));
    }

    @Property(tries = 500)
    void noSecretShowsInAnyChunking(@ForAll("secrets") List<String> secrets, @ForAll("texts") String text,
                                    @ForAll @IntRange(min = 1, max = 9) int chunk) {
        String planted = text + String.join("ü", secrets) + text + secrets.getFirst() + "\n" + secrets.getLast();
        List<String> lines = lines(new Mask(secrets), planted.getBytes(StandardCharsets.UTF_8), chunk);
        assertTrue(lines.stream().anyMatch(line -> line.contains("***")));
        for (String secret : secrets) {
            assertFalse(lines.stream().anyMatch(line -> line.contains(secret)), () -> secret + " in " + lines);
        }
    }

    @Property(tries = 200)
    void textWithoutSecretsComesThroughAsItIs(@ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 9) int chunk) {
        List<String> lines = lines(new Mask(List.of("@@@@")), (text + "\n").getBytes(StandardCharsets.UTF_8), chunk);
        assertEquals(text + "\n", String.join("\n", lines) + "\n");
    }

    @Property(tries = 20)
    void aVeryLongLineIsNeverCutInsideASecret(@ForAll @IntRange(min = 0, max = 40) int shift, @ForAll @IntRange(max = 3) int more) {
        String secret = "s3cr3t-öäü-value";
        StringBuilder text = new StringBuilder("é".repeat(shift));
        while (text.length() < 300_000) {
            text.append("0123456789").append(secret);
        }
        List<String> lines = lines(new Mask(List.of(secret)), text.toString().getBytes(StandardCharsets.UTF_8), 8191 + more);
        assertTrue(lines.size() > 1);
        String shown = String.join("", lines);
        assertEquals("é".repeat(shift), shown.substring(0, shift));
        assertEquals("", shown.substring(shift).replace("0123456789***", ""));
    }

    @Test
    void aLineOfNothingButSecretsIsHiddenWhole() {
        List<String> lines = lines(new Mask(List.of("aaa")), ("a".repeat(500_000) + "\n").getBytes(StandardCharsets.UTF_8), 4096);
        assertEquals(List.of("***"), lines);
    }

    @Provide
    Arbitrary<List<String>> secrets() {
        return Arbitraries.strings().withChars("abcß ").ofMinLength(3).ofMaxLength(8).map(text -> "k" + text.strip() + "kk")
                .list().ofMinSize(1).ofMaxSize(3);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "b", "c", "k", "ß", " ", "\n", "😀").list().ofMaxSize(60).map(parts -> String.join("", parts) + "x");
    }
}
