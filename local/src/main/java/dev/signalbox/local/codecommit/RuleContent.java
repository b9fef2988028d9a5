package dev.signalbox.local.codecommit;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.eclipse.jgit.lib.Repository;

import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.iam.Pattern;

/**
 * What an approval rule, or a template of one, asks for. Its form and bounds are those of the CodeCommit user guide ("Create an
 * approval rule template", "Quotas"): at most 3,000 characters of JSON, 100 destination references, 50 approvers, 200 approvals.
 *
 * @param text the JSON as it was given, which answers give back
 * @param destinations the destination branches that it is for, as {@code refs/heads/release/*}; none: every branch
 * @param needed how many approvals
 * @param pool whose; none: anybody's
 */
record RuleContent(String text, List<String> destinations, int needed, List<PoolMember> pool) {

    /** The text is no rule; its message says why. */
    static final class Invalid extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Invalid(String why) {
            super(why);
        }
    }

    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final int LONGEST = 3000;
    private static final int MOST_DESTINATIONS = 100;
    private static final int MOST_APPROVERS = 50;
    private static final int MOST_APPROVALS = 200;
    private static final String BRANCH = "refs/heads/";

    /**
     * Reads a rule or a template.
     *
     * @throws Invalid for a text that is none
     * @throws UnknownOperation for several statements: what they mean together is not documented
     */
    static RuleContent of(String text) {
        if (text.length() > LONGEST) {
            throw new Invalid("it is longer than " + LONGEST + " characters");
        }
        JsonNode rule = json(text);
        known(rule, "the rule", Set.of("Version", "DestinationReferences", "Statements"));
        if (!rule.path("Version").asText().equals("2018-11-08")) {
            throw new Invalid("Version must be 2018-11-08");
        }
        JsonNode statements = rule.path("Statements");
        if (!statements.isArray() || statements.isEmpty()) {
            throw new Invalid("Statements must be a list of one statement");
        }
        if (statements.size() > 1) {
            throw new UnknownOperation("The local cloud has no approval rules with several Statements.");
        }
        JsonNode statement = statements.get(0);
        known(statement, "a statement", Set.of("Type", "NumberOfApprovalsNeeded", "ApprovalPoolMembers"));
        if (!statement.path("Type").asText().equals("Approvers")) {
            throw new Invalid("Type must be Approvers");
        }
        JsonNode needed = statement.path("NumberOfApprovalsNeeded");
        if (!needed.isInt() || needed.intValue() < 1 || needed.intValue() > MOST_APPROVALS) {
            throw new Invalid("NumberOfApprovalsNeeded must be a number from 1 to " + MOST_APPROVALS);
        }
        List<PoolMember> pool = texts(statement, "ApprovalPoolMembers", MOST_APPROVERS).stream().map(RuleContent::member).toList();
        List<String> destinations = texts(rule, "DestinationReferences", MOST_DESTINATIONS);
        destinations.forEach(RuleContent::checkDestination);
        return new RuleContent(text, destinations, needed.intValue(), pool);
    }

    /** Whether a pull request into a branch gets this rule. */
    boolean isFor(String destination) {
        return destinations.isEmpty() || destinations.stream().anyMatch(pattern -> Pattern.matches(pattern, destination));
    }

    /** Whether the votes of these ARNs are enough; each counts once. */
    boolean isSatisfiedBy(Collection<String> approvers) {
        return approvers.stream().distinct()
                .filter(arn -> pool.isEmpty() || pool.stream().anyMatch(member -> member.is(arn))).count() >= needed;
    }

    /** The text's SHA-256 in hexadecimal digits. */
    String sha256() {
        return Sha256.of(text);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new Invalid("it is not JSON: " + broken.getOriginalMessage());
        }
    }

    private static void known(JsonNode object, String what, Set<String> members) {
        if (!object.isObject()) {
            throw new Invalid(what + " must be an object");
        }
        object.fieldNames().forEachRemaining(name -> {
            if (!members.contains(name)) {
                throw new Invalid(what + " has no member " + name);
            }
        });
    }

    /** A list of texts, which is absent or has one at least: AWS does not say what an empty pool is. */
    private static List<String> texts(JsonNode object, String member, int most) {
        JsonNode list = object.path(member);
        if (list.isMissingNode()) {
            return List.of();
        }
        if (!list.isArray() || list.isEmpty() || list.size() > most || !list.valueStream().allMatch(JsonNode::isTextual)) {
            throw new Invalid(member + " must be a list of 1 to " + most + " texts");
        }
        return list.valueStream().map(JsonNode::asText).toList();
    }

    private static PoolMember member(String text) {
        if (!PoolMember.valid(text)) {
            throw new Invalid("an approver is CodeCommitApprovers:ACCOUNT:NAME or an ARN of IAM or STS, not " + text);
        }
        return new PoolMember(text);
    }

    private static void checkDestination(String reference) {
        if (!reference.startsWith(BRANCH) || reference.startsWith(BRANCH + "*")
                || !Repository.isValidRefName(reference.replace('*', 'x'))) {
            throw new Invalid("a destination reference is refs/heads/BRANCH, with wildcards (*) not at the branch's beginning, not "
                    + reference);
        }
    }
}
