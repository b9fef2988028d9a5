package dev.signalbox.local.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CheckTemplateTest {

    private static final VotingRole ROLE = VotingRole.of("arn:aws-cn:iam::123456789012:role/ci/signalbox-ChecksRole-1ABC");

    @Provide
    Arbitrary<CheckTemplate> templates() {
        Arbitrary<String> stacks = Arbitraries.strings().withChars("abAB19-").ofMinLength(1).ofMaxLength(128);
        Arbitrary<String> branches = Arbitraries.strings().withChars("ab.-_/é#(").ofMinLength(1).ofMaxLength(256);
        Arbitrary<String> checks = Arbitraries.strings().withChars("abAB19_.-").ofMinLength(2).ofMaxLength(40);
        return Combinators.combine(stacks, branches, checks).as(CheckTemplate::new);
    }

    @Property(tries = 300)
    void aNameIsOneThatCodeCommitTakes(@ForAll("templates") CheckTemplate template) {
        assertTrue(template.name().matches("[A-Za-z0-9._ -]{1,100}"), template::name);
        assertTrue(!template.name().endsWith(".git"), template::name);
        assertTrue(template.name().startsWith(template.check() + " on "), template::name);
    }

    @Property(tries = 300)
    void twoTemplatesHaveTwoNames(@ForAll("templates") CheckTemplate one, @ForAll("templates") CheckTemplate other) {
        Assume.that(!one.equals(other));
        assertNotEquals(one.name(), other.name());
    }

    @Property(tries = 300)
    void whatATemplateIsForStandsInItsDescription(@ForAll("templates") CheckTemplate template) {
        assertTrue(template.description().length() <= 1000);
        assertEquals(Optional.of(template), CheckTemplate.of(template.description()));
    }

    @Test
    void aPersonReadsCheckBranchAndStack() {
        assertEquals("unit on main by signalbox", new CheckTemplate("signalbox", "main", "unit").name());
        String slash = new CheckTemplate("signalbox", "release/1", "unit").name();
        assertTrue(slash.matches("unit on release-1 by signalbox [0-9a-f]{8}"), slash);
        assertNotEquals(slash, new CheckTemplate("signalbox", "release#1", "unit").name());
    }

    @Test
    void aDescriptionOfSomebodyElseIsNoMark() {
        assertEquals(Optional.empty(), CheckTemplate.of(""));
        assertEquals(Optional.empty(), CheckTemplate.of("Two approvals for main"));
        assertEquals(Optional.empty(), CheckTemplate.of("Not made by ./signalbox protect: stack a, branch b, check cc. Really."));
    }

    @Test
    void oneSessionOfTheRoleMustApprove() {
        assertEquals("{\"Version\":\"2018-11-08\",\"DestinationReferences\":[\"refs/heads/main\"],\"Statements\":[{\"Type\":\"Approvers\","
                + "\"NumberOfApprovalsNeeded\":1,\"ApprovalPoolMembers\":"
                + "[\"arn:aws-cn:sts::123456789012:assumed-role/signalbox-ChecksRole-1ABC/unit\"]}]}",
                new CheckTemplate("signalbox", "main", "unit").content(ROLE).toString());
    }
}
