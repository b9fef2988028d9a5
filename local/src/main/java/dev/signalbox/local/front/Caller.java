package dev.signalbox.local.front;

/** Who makes a call. */
public sealed interface Caller {

    /** The ARN that AWS gives the caller: what events and answers call {@code callerUserArn}, {@code authorArn} and the like. */
    String arn();

    /** An IAM user, named by the access key's id. Users administer the account: only an explicit Deny stops them. */
    record User(String account, String name) implements Caller {
        @Override
        public String arn() {
            return "arn:aws:iam::" + account + ":user/" + name;
        }
    }

    /**
     * A session of a role.
     *
     * @param roleArn {@code arn:aws:iam::ACCOUNT:role/NAME}
     */
    record RoleSession(String roleArn, String sessionName) implements Caller {
        @Override
        public String arn() {
            return roleArn.replaceFirst(":iam:", ":sts:").replaceFirst(":role/", ":assumed-role/") + "/" + sessionName;
        }
    }

    /**
     * An AWS service that acts by itself: only resource policies can let it.
     *
     * @param name such as {@code events.amazonaws.com}
     * @param sourceArn the resource it acts for: {@code aws:SourceArn} in policies; empty where the service does not say, the account too
     */
    record Service(String name, String sourceArn, String account) implements Caller {
        @Override
        public String arn() {
            return name;
        }
    }
}
