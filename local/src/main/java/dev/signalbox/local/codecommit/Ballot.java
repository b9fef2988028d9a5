package dev.signalbox.local.codecommit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.ApprovalRule;
import software.amazon.awssdk.services.codecommit.model.PullRequest;

import dev.signalbox.local.front.Naming;
import dev.signalbox.local.front.Shapes;

/**
 * The approval rules of a pull request, and who has voted.
 *
 * @param rules in the order in which they were made; AWS's own shapes
 * @param revision the revision that approvals and override are for: they count for no other
 * @param approvers the ARNs of who approves, with sessions' names
 * @param overrider the ARN of who has set the rules aside; null: nobody
 */
record Ballot(List<ApprovalRule> rules, String revision, List<String> approvers, @Nullable String overrider) {

    private static final String RULES = "rules";
    private static final String REVISION = "revision";
    private static final String APPROVERS = "approvers";
    private static final String OVERRIDER = "overrider";

    static final Ballot EMPTY = new Ballot(List.of(), "", List.of(), null);

    Ballot {
        rules = List.copyOf(rules);
        approvers = List.copyOf(approvers);
    }

    /** As it is for a revision: the votes of another one are dropped. */
    Ballot at(String current) {
        return revision.equals(current) ? this : new Ballot(rules, current, List.of(), null);
    }

    Optional<ApprovalRule> rule(String name) {
        return rules.stream().filter(rule -> rule.approvalRuleName().equals(name)).findFirst();
    }

    Ballot with(ApprovalRule rule) {
        return new Ballot(Stream.concat(rules.stream(), Stream.of(rule)).toList(), revision, approvers, overrider);
    }

    Ballot replacing(ApprovalRule rule) {
        return new Ballot(rules.stream().map(each -> each.approvalRuleId().equals(rule.approvalRuleId()) ? rule : each).toList(), revision,
                approvers, overrider);
    }

    Ballot without(ApprovalRule rule) {
        return new Ballot(rules.stream().filter(each -> !each.equals(rule)).toList(), revision, approvers, overrider);
    }

    Ballot approvedBy(String arn) {
        return new Ballot(rules, revision, Stream.concat(approvers.stream(), Stream.of(arn)).distinct().toList(), overrider);
    }

    Ballot revokedBy(String arn) {
        return new Ballot(rules, revision, approvers.stream().filter(each -> !each.equals(arn)).toList(), overrider);
    }

    Ballot overriddenBy(@Nullable String arn) {
        return new Ballot(rules, revision, approvers, arn);
    }

    /** The rules that the votes satisfy, or those that they do not. */
    List<ApprovalRule> rules(boolean satisfied) {
        return rules.stream().filter(rule -> RuleContent.of(rule.approvalRuleContent()).isSatisfiedBy(approvers) == satisfied).toList();
    }

    /** Whether the rules let the pull request be merged. */
    boolean passes() {
        return overrider != null || rules(false).isEmpty();
    }

    ObjectNode write() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.set(RULES, Shapes.write(PullRequest.builder().approvalRules(rules).build(), Naming.OF_THE_MODEL));
        document.put(REVISION, revision);
        var arns = document.putArray(APPROVERS);
        approvers.forEach(arns::add);
        if (overrider != null) {
            document.put(OVERRIDER, overrider);
        }
        return document;
    }

    static Ballot read(JsonNode document) {
        List<String> arns = new ArrayList<>();
        document.path(APPROVERS).forEach(arn -> arns.add(arn.asText()));
        return new Ballot(Shapes.read(PullRequest.builder(), document.path(RULES), Naming.OF_THE_MODEL).approvalRules(),
                document.path(REVISION).asText(), arns, document.has(OVERRIDER) ? document.path(OVERRIDER).asText() : null);
    }
}
