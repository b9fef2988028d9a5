package dev.signalbox.local.codecommit;

import dev.signalbox.local.iam.Pattern;

/**
 * Whose votes an approval rule counts: one entry of its {@code ApprovalPoolMembers}, in one of the two forms that the CodeCommit
 * user guide has ("Create an approval rule template"). A {@code *} in either stands for any text.
 * <ul>
 * <li>{@code CodeCommitApprovers:ACCOUNT:NAME} is the account's IAM user or federated user of that name. A session of a role goes
 * by {@code ROLE/SESSION} here, so that {@code CodeCommitReview/*} is every session of a role, {@code *Mary_Major} also the sessions
 * of that name, and {@code Mary_Major} none.
 * <li>An ARN is whoever has it. That of a role in {@code sts}, without a session's name
 * ({@code arn:aws:sts::ACCOUNT:assumed-role/ROLE}), is every session of the role.
 * </ul>
 * Assumed: a role's own ARN ({@code arn:aws:iam::ACCOUNT:role/ROLE}) is nobody, since no caller has it; and the path of a user
 * is not part of its name.
 */
record PoolMember(String text) {

    private static final String BY_NAME = "CodeCommitApprovers:";
    private static final String NAMED = BY_NAME + "\\d{12}:[\\w+=,.@*/-]+";
    private static final String ARN = "arn:[a-z*-]+:(?:iam|sts):[*]?:(?:\\d{12}|[*]):[\\w+=,.@*/-]+";

    /** Whether a text has one of the two forms. */
    static boolean valid(String text) {
        return text.matches(NAMED) || text.matches(ARN);
    }

    /** Whether it stands for the owner of an ARN. */
    boolean is(String arn) {
        if (!text.startsWith(BY_NAME)) {
            return Pattern.matches(text, arn) || text.matches("[^/]+:assumed-role/[^/]+") && Pattern.matches(text + "/*", arn);
        }
        String[] wanted = text.split(":", 3);
        String[] found = arn.split(":", 6);
        return found[4].equals(wanted[1]) && Pattern.matches(wanted[2], name(found[5]));
    }

    private static String name(String resource) {
        int from = resource.startsWith("assumed-role/") ? resource.indexOf('/') : resource.lastIndexOf('/');
        return resource.substring(from + 1);
    }
}
