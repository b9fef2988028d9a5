package dev.signalbox.local.command;

/**
 * The role whose sessions vote for checks.
 *
 * @param partition such as {@code aws}
 * @param account 12 digits
 * @param name without its path
 */
record VotingRole(String partition, String account, String name) {

    /** @param arn such as {@code arn:aws:iam::123456789012:role/signalbox-ChecksRole-1ABC} */
    static VotingRole of(String arn) {
        String[] parts = arn.split(":", 6);
        if (parts.length < 6 || !parts[5].startsWith("role/")) {
            throw new WrongRequest("The stack's output ChecksRoleArn is no role's ARN: " + arn);
        }
        return new VotingRole(parts[1], parts[4], arn.substring(arn.lastIndexOf('/') + 1));
    }

    /** The ARN that a session has, as CodeCommit writes who approved. */
    String session(String sessionName) {
        return "arn:%s:sts::%s:assumed-role/%s/%s".formatted(partition, account, name, sessionName);
    }
}
