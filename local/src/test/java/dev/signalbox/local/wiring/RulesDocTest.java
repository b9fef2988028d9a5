package dev.signalbox.local.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.signalbox.rules.Account;
import dev.signalbox.rules.Reading;
import dev.signalbox.rules.RulesReader;
import dev.signalbox.rules.Words;

/** That the reference of the rules says what the reader takes. */
class RulesDocTest {

    private static final String DOC = Project.text("docs/rules.md");

    static List<String> examples() {
        return Project.matches("(?s)```yaml\n(.*?)```", DOC).stream().map(example -> example.group(1)).toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsTaken(String example) {
        Reading reading;
        if (example.contains("\nenforced:")) {
            reading = new RulesReader(new Account(example, Account.SILENT.secretsPrefix(), "")).standard();
        } else {
            String file = example.startsWith("version: 1") ? example
                    : "version: 1\nbuilds:\n  unit:\n    " + (example.startsWith("on:") ? "" : "on: { push: {} }\n    ")
                    + example.replace("\n", "\n    ");
            reading = new RulesReader(Account.SILENT).read(file);
        }
        assertEquals("", reading instanceof Reading.Broken broken ? broken.reason() : "", example);
    }

    @Test
    void everyWordIsExplained() {
        assertEquals(List.of(), Stream.of(Words.values()).flatMap(place -> place.words().stream())
                .filter(word -> Stream.of("`%s`", " %s: ", "\n%s:").noneMatch(shown -> DOC.contains(shown.formatted(word)))).toList());
    }

    @Test
    void theTableOfTextsIsTheOneThatIsTested() {
        assertTrue(DOC.contains(Project.text("functions/src/test/resources/rules/texts.md")));
    }
}
