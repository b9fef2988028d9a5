package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.signalbox.local.front.UnknownOperation;

class RuleContentTest {

    private static final String UNIT = "arn:aws:sts::123456789012:assumed-role/Checks/unit";
    private static final String LINT = "arn:aws:sts::123456789012:assumed-role/Checks/lint";
    private static final String ADA = "arn:aws:iam::123456789012:user/ada";

    /** A rule with other words in one place. */
    static String rule(int needed, String more) {
        return """
                {"Version": "2018-11-08", "Statements": [{"Type": "Approvers", "NumberOfApprovalsNeeded": %d%s}]}"""
                .formatted(needed, more);
    }

    @Test
    void withoutAPoolEverybodyCountsOnce() {
        RuleContent two = RuleContent.of(rule(2, ""));
        assertTrue(two.isSatisfiedBy(List.of(ADA, UNIT)));
        assertFalse(two.isSatisfiedBy(List.of(ADA)));
        assertFalse(two.isSatisfiedBy(List.of(ADA, ADA)));
        assertFalse(two.isSatisfiedBy(List.of()));
    }

    @Test
    void eachSessionOfARoleInThePoolCountsByItself() {
        RuleContent both = RuleContent.of(rule(2, """
                , "ApprovalPoolMembers": ["%s", "%s"]""".formatted(UNIT, LINT)));
        assertTrue(both.isSatisfiedBy(List.of(LINT, ADA, UNIT)));
        assertFalse(both.isSatisfiedBy(List.of(ADA, UNIT)));
        assertTrue(RuleContent.of(rule(2, """
                , "ApprovalPoolMembers": ["arn:aws:sts::123456789012:assumed-role/Checks/*"]""")).isSatisfiedBy(List.of(UNIT, LINT)));
    }

    @Test
    void onePersonThatSeveralMembersStandForIsOneApproval() {
        assertFalse(RuleContent.of(rule(2, """
                , "ApprovalPoolMembers": ["%s", "CodeCommitApprovers:123456789012:*"]""".formatted(ADA))).isSatisfiedBy(List.of(ADA)));
    }

    @Test
    void destinationsDecideWhichPullRequestsGetTheRule() {
        assertTrue(RuleContent.of(rule(1, "")).isFor("refs/heads/any"));
        RuleContent some = RuleContent.of(destinations("\"refs/heads/main\", \"refs/heads/release/*\""));
        assertTrue(some.isFor("refs/heads/main"));
        assertTrue(some.isFor("refs/heads/release/1.x"));
        assertFalse(some.isFor("refs/heads/mainly"));
        assertFalse(some.isFor("refs/heads/topic"));
    }

    @Test
    void theTextStaysAsItWasAndIsKnownByItsSha256() {
        RuleContent rule = RuleContent.of(rule(1, ""));
        assertEquals(rule(1, ""), rule.text());
        assertEquals("e2b077fcee53cfeaace5fef12b006ed3c1afb686d9d4b7a7f32273d20689ffae", rule.sha256());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{}", "[]", "nonsense", "{\"Version\": \"2018-11-08\"}", "{\"Version\": \"2018-11-08\", \"Statements\": []}",
        "{\"Version\": \"2018-11-08\", \"Statements\": [1]}",
        "{\"Version\": \"2018-11-08\", \"Statements\": [{\"Type\": \"Approvers\"}]}",
        "{\"Version\": \"2018-11-08\", \"Statements\": [{\"Type\": \"Deniers\", \"NumberOfApprovalsNeeded\": 1}]}",
        "{\"Version\": \"2018-11-08\", \"Statements\": [{\"Type\": \"Approvers\", \"NumberOfApprovalsNeeded\": \"1\"}]}",
        "{\"Version\": \"2018-11-08\", \"Statements\": [{\"Type\": \"Approvers\", \"NumberOfApprovalsNeeded\": 1.5}]}",
        "{\"Version\": \"2012-10-17\", \"Statements\": [{\"Type\": \"Approvers\", \"NumberOfApprovalsNeeded\": 1}]}",
        "{\"Version\": \"2018-11-08\", \"Statements\": [{\"Type\": \"Approvers\", \"NumberOfApprovalsNeeded\": 1}], \"More\": 1}",
        "{\"Version\": \"2018-11-08\", \"Version\": \"2018-11-08\", \"Statements\": "
                + "[{\"Type\": \"Approvers\", \"NumberOfApprovalsNeeded\": 1}]}",
        "{\"Version\": \"2018-11-08\", \"Statements\": [{\"Type\": \"Approvers\", \"NumberOfApprovalsNeeded\": 1}]} and more",
    })
    void whatIsNoRuleIsRefused(String text) {
        assertThrows(RuleContent.Invalid.class, () -> RuleContent.of(text));
    }

    @Test
    void numbersHaveBounds() {
        RuleContent.of(rule(200, ""));
        assertInvalid(rule(201, ""));
        assertInvalid(rule(0, ""));
        assertInvalid(rule(-1, ""));
        RuleContent.of(rule(1, ", \"ApprovalPoolMembers\": [" + people(50) + "]"));
        assertInvalid(rule(1, ", \"ApprovalPoolMembers\": [" + people(51) + "]"));
        assertInvalid(rule(1, ", \"ApprovalPoolMembers\": []"));
        assertInvalid(rule(1, ", \"ApprovalPoolMembers\": [\"ada\"]"));
        assertInvalid(rule(1, ", \"ApprovalPoolMembers\": \"" + ADA + "\""));
        assertInvalid(rule(1, " ".repeat(3000)));
    }

    @Test
    void aDestinationIsABranch() {
        for (String wrong : List.of("main", "refs/tags/v1", "refs/heads/", "refs/heads/*", "refs/heads/*x", "refs/heads/a..b")) {
            assertInvalid(destinations("\"" + wrong + "\""));
        }
        String hundred = IntStream.range(0, 100).mapToObj(i -> "\"refs/heads/" + i + "\"").collect(Collectors.joining(","));
        assertEquals(100, RuleContent.of(destinations(hundred)).destinations().size());
        assertInvalid(destinations(hundred + ",\"refs/heads/main\""));
        assertInvalid(destinations(""));
    }

    @Test
    void severalStatementsAreRefusedByName() {
        assertThrows(UnknownOperation.class, () -> RuleContent.of("""
                {"Version": "2018-11-08", "Statements": [{"Type": "Approvers", "NumberOfApprovalsNeeded": 1},
                 {"Type": "Approvers", "NumberOfApprovalsNeeded": 1}]}"""));
    }

    private static void assertInvalid(String text) {
        assertThrows(RuleContent.Invalid.class, () -> RuleContent.of(text), text);
    }

    private static String destinations(String references) {
        return """
                {"Version": "2018-11-08", "DestinationReferences": [%s],
                 "Statements": [{"Type": "Approvers", "NumberOfApprovalsNeeded": 1}]}""".formatted(references);
    }

    private static String people(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"CodeCommitApprovers:123456789012:p" + i + "\"").collect(Collectors.joining(","));
    }
}
