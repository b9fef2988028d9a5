package dev.signalbox.local.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.signalbox.rules.Account;
import dev.signalbox.rules.Reading;
import dev.signalbox.rules.RulesReader;

class ChecksInRulesTest {

    private static final RulesReader READER = new RulesReader(Account.SILENT);

    private static List<String> doubts(String builds, String... checks) {
        return new ChecksInRules(READER.read("version: 1\nbuilds:\n" + builds), "main").doubts(List.of(checks));
    }

    @Test
    void nothingIsSaidOfChecksThatVote() {
        assertEquals(List.of(), doubts("  unit: { on: { pull_request: {} } }\n  lint: { on: { pull_request: { targets: [main] } } }\n",
                "unit", "lint"));
        assertEquals(List.of(), new ChecksInRules(READER.standard(), "main").doubts(List.of("build")));
    }

    /** What paths leave out is not needed, and votes. */
    @Test
    void pathsAreNoMatter() {
        assertEquals(List.of(), doubts("  unit: { on: { pull_request: { paths: ['src/**'] } } }\n", "unit"));
    }

    @Test
    void aNameThatNoBuildHasIsSaidWithTheNearest() {
        assertEquals(List.of("The rules on main have no build named unti: nobody votes for it, and no pull request can be merged. "
                + "Did you mean unit?"), doubts("  unit: { on: { pull_request: {} }, required: false }\n", "unti"));
        assertEquals(List.of("The rules on main have no build named deploy: nobody votes for it, and no pull request can be merged."),
                doubts("  unit: { on: { pull_request: {} }, required: false }\n", "deploy"));
    }

    @Test
    void aCheckThatIsNotRequiredNeverVotes() {
        assertEquals(List.of("unit is not required by the rules on main (required: false), so nobody votes for it, and no pull request "
                + "can be merged."), doubts("  unit: { on: { pull_request: {} }, required: false }\n", "unit"));
    }

    @Test
    void aCheckThatRunsElsewhereNeverVotes() {
        for (String on : List.of("on: { push: {} }", "on: { pull_request: { targets: [dev] } }",
                "on: { push: {}, pull_request: {} }, when: { branches: [dev] }",
                "on: { push: {}, pull_request: {} }, when: { triggers: [push] }")) {
            assertEquals(List.of("unit runs on no pull request into main: nobody votes for it, and none can be merged."),
                    doubts("  unit: { " + on + " }\n", "unit"), on);
        }
    }

    @Test
    void aCheckThatLeavesPullRequestsOutIsSaid() {
        for (String filter : List.of("sources: ['feature/**']", "authors: ['*@example.com']", "actors: ['user/ada']", "titles: ['!wip']")) {
            List<String> doubts = doubts("  unit: { on: { pull_request: { " + filter + " } } }\n", "unit");
            assertEquals(1, doubts.size(), filter);
            assertTrue(doubts.getFirst().startsWith("unit runs only on some pull requests into main"), doubts::toString);
        }
    }

    @Test
    void aRequiredCheckThatIsNotAskedForIsSaid() {
        assertEquals(List.of("lint is required by the rules on main, too. Without it among the checks, a pull request can be merged before "
                + "it passed."), doubts("  unit: { on: { pull_request: {} } }\n  lint: { on: { pull_request: {} } }\n", "unit"));
    }

    @Test
    void rulesThatAreBrokenOrNotThereAreSaid() {
        assertTrue(doubts("  unit: { onn: {} }\n", "unit").getFirst().startsWith(
                "The rules on main are broken, so nobody votes and no pull request into it can be merged: .signalbox.yml:3:"));
        assertTrue(new ChecksInRules(new Reading.Nothing(), "main").doubts(List.of("unit")).getFirst().contains("no buildspec.yml"));
    }

    @Test
    void thePolicySpeaksOfABranchAsIamsPatternsDo() {
        DeployedStack stack = new DeployedStack("signalbox", Map.of(),
                Map.of("ProtectedBranches", "refs/heads/main, refs/heads/release/*,refs/heads/v?"));
        List.of("main", "release/1", "release/1/x", "v1").forEach(branch -> assertTrue(stack.protects(branch), branch));
        List.of("main2", "a/main", "release", "v12", "mainX").forEach(branch -> assertTrue(!stack.protects(branch), branch));
        assertTrue(!new DeployedStack("old", Map.of(), Map.of()).protects("main"));
    }
}
