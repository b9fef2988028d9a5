package dev.signalbox.local.command;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The approval rule template that asks for one check's vote before a pull request into one branch can be merged. It is the same for every
 * repository of the account and region: they share it.
 *
 * @param stack the stack's name
 * @param branch the branch that pull requests lead to, without {@code refs/heads/}
 * @param check the check's name
 */
record CheckTemplate(String stack, String branch, String check) {

    /** CodeCommit takes at most 100 characters: letters, digits, periods, spaces, underscores and dashes. */
    private static final int LONGEST_NAME = 100;
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[^A-Za-z0-9._-]");
    private static final Pattern MARK = Pattern.compile("Made by \\./signalbox protect: stack (\\S+), branch (\\S+), check (\\S+)\\. .*");
    private static final int HASH_BYTES = 4;

    /** What a template is for, by its description; empty unless the command made it. */
    static Optional<CheckTemplate> of(String description) {
        Matcher mark = MARK.matcher(description);
        return mark.matches() ? Optional.of(new CheckTemplate(mark.group(1), mark.group(2), mark.group(3))) : Optional.empty();
    }

    /**
     * The template's name, and so the rule's on the pull request: {@code unit on main by signalbox}. What CodeCommit's names cannot hold is
     * replaced or cut, and a hash of all three keeps such a name apart.
     */
    String name() {
        String allowed = NOT_IN_NAMES.matcher(branch).replaceAll("-");
        String plain = "%s on %s by %s".formatted(check, allowed, stack);
        if (allowed.equals(branch) && plain.length() <= LONGEST_NAME) {
            return plain;
        }
        return plain.substring(0, Math.min(plain.length(), LONGEST_NAME - 1 - 2 * HASH_BYTES)).strip() + " " + hash();
    }

    /** The mark by which the command knows its own. Words after the check's name may change; those before it may not. */
    String description() {
        return "Made by ./signalbox protect: stack %s, branch %s, check %s. Change it by that command, not by hand."
                .formatted(stack, branch, check);
    }

    /** @param role whose sessions vote for checks */
    ObjectNode content(VotingRole role) {
        ObjectNode content = JsonNodeFactory.instance.objectNode().put("Version", "2018-11-08");
        content.putArray("DestinationReferences").add("refs/heads/" + branch);
        content.putArray("Statements").addObject().put("Type", "Approvers").put("NumberOfApprovalsNeeded", 1)
                .putArray("ApprovalPoolMembers").add(role.session(check));
        return content;
    }

    private String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest("%s %s %s".formatted(stack, branch, check).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
