package dev.signalbox.pullrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.signalbox.pullrequest.Command.Cancel;
import dev.signalbox.pullrequest.Command.Help;
import dev.signalbox.pullrequest.Command.Incomplete;
import dev.signalbox.pullrequest.Command.Retest;
import dev.signalbox.pullrequest.Command.Skip;
import dev.signalbox.pullrequest.Command.TestAll;
import dev.signalbox.pullrequest.Command.Unknown;

class CommandTest {

    @Test
    void eachCommandIsALineOfItsOwn() {
        assertEquals(List.of(new Retest(), new Cancel(), new Help(), new TestAll()),
                Command.in("Thanks!\n/retest\r\n  /cancel  \n\n/help\n/test all\nsee /skip unit because"));
    }

    @Test
    void namesAreOfChecksOrOfTheirCells() {
        assertEquals(List.of(new Command.Test(List.of("unit"))), Command.in("/test unit"));
        assertEquals(List.of(new Command.Test(List.of("unit (JAVA=21, OS=linux)", "lint", "docs.all_1-2"))),
                Command.in("/test unit (JAVA=21, OS=linux) lint docs.all_1-2"));
        assertEquals(List.of(new Command.Test(List.of("unit", "lint", "all"))), Command.in("/test unit, lint , all unit"));
        assertEquals(List.of(new Command.Test(List.of("unit", "(", "lint"))), Command.in("/test unit ( lint"));
    }

    @Test
    void aSkipNeedsANameAndAReason() {
        assertEquals(List.of(new Skip("unit", "the runner is down"), new Skip("unit (JAVA=21)", "known")),
                Command.in("/skip unit the runner is down\n/skip unit (JAVA=21) known"));
        assertEquals(List.of(new Incomplete("skip")), Command.in("/skip\n/skip unit\n/skip unit (JAVA=21)  "));
        assertEquals(List.of(new Incomplete("test")), Command.in("/test"));
    }

    @Test
    void wordsAreReadInUpperAndLowerCaseAndNamesAreNot() {
        assertEquals(List.of(new Retest(), new Command.Test(List.of("Unit"))), Command.in("/ReTest please\n/TEST Unit"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"> /retest", "  > /retest", "```\n/retest\n```", "~~~ sh\n/retest\n```\n/cancel", "````\n```\n/retest\n````",
        "    /retest", "\t/retest", "`/retest`", "please /retest", "/usr/bin/test unit", "/retest/", "/retest.", "/", "//", "/ retest",
        "/-", "/2", "- /retest"})
    void quotesCodeAndPathsAreText(String text) {
        assertEquals(List.of(), Command.in(text));
    }

    @Test
    void whatFollowsCodeIsReadAgain() {
        assertEquals(List.of(new Cancel()), Command.in("```\n/retest\n```\n/cancel"));
        assertEquals(List.of(new Cancel()), Command.in("``` not ` a fence\n/cancel"));
    }

    @Test
    void anUnknownWordIsNamed() {
        assertEquals(List.of(new Unknown("retets"), new Unknown("re-run")), Command.in("/retets\n/Re-Run unit\n/x" + "y".repeat(50)));
    }

    @Test
    void fiveCommandsOfACommentAreRead() {
        List<Command> five = List.of(new Unknown("a"), new Unknown("b"), new Unknown("c"), new Unknown("d"), new Unknown("e"));
        assertEquals(five, Command.in("/a\n/a\n/b\n/c\n/d\n/e\n/e"));
        assertEquals(Stream.concat(five.stream(), Stream.of(new Command.More())).toList(), Command.in("/a\n/b\n/c\n/d\n/e\n/f\n/g\n/a"));
    }

    @Property
    void anyTextHasCommandsOrNone(@ForAll("texts") String text) {
        List<Command> commands = Command.in(text);
        assertTrue(commands.size() <= Command.MOST + (commands.contains(new Command.More()) ? 1 : 0));
    }

    @Property
    void quotedTextHasNone(@ForAll("texts") String text) {
        assertEquals(List.of(), Command.in("> " + text.replaceAll("\r\n?|\n", "\n> ")));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(Arbitraries.strings(), Arbitraries.of("/", "/test", "/skip", "/retest", " ", "    ", "\t", "\n",
                "\r", "```", "~~~", ">", "(", ")", "unit", ",", "all", "\u2028", "\u0000").list().ofMaxSize(30)
                .map(parts -> String.join("", parts)));
    }
}
