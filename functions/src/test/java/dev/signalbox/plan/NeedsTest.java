package dev.signalbox.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.signalbox.rules.Account;
import dev.signalbox.rules.Reading;
import dev.signalbox.rules.RulesReader;

class NeedsTest {

    @Test
    void needsAreFollowedThroughOthers() {
        Reading reading = new RulesReader(new Account("", "", "")).read("""
                version: 1
                builds:
                  aa: { on: { push: {} } }
                  bb: { on: { push: {} }, needs: [aa] }
                  cc: { on: { push: {} }, needs: [aa, bb] }
                  dd: { on: { push: {} } }
                """);
        var rules = assertInstanceOf(Reading.Understood.class, reading).rules().builds();
        assertEquals(Set.of("aa", "bb"), Needs.of(List.of("cc", "dd"), rules));
        assertEquals(Set.of("aa"), Needs.of(List.of("aa", "bb"), rules));
        assertEquals(Set.of(), Needs.of(List.of("aa", "gone"), rules));
    }
}
