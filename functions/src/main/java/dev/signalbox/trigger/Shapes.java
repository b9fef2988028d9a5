package dev.signalbox.trigger;

import java.util.regex.Pattern;

/** The shapes of the texts in triggers: what does not fit is not understood. */
public final class Shapes {

    private static final String REFERENCE_NAME = "[^\\x00-\\x20\\x7f~^:?*\\[\\\\\\p{Cs}]{1,256}";
    private static final String REPOSITORY_NAME = "[A-Za-z0-9_.-]{1,100}";

    /** A branch's or tag's: Git allows no blanks, control characters nor {@code ~^:?*[\} in it; CodeCommit at most 256 characters. */
    public static final Pattern NAME = Pattern.compile(REFERENCE_NAME);
    /** A full reference; its first group is {@code heads} or {@code tags}, its second the name. */
    public static final Pattern REFERENCE = Pattern.compile("refs/(heads|tags)/(" + REFERENCE_NAME + ")");
    /** CodeCommit's own shape of a repository's name. */
    public static final Pattern REPOSITORY = Pattern.compile(REPOSITORY_NAME);
    /** A repository's ARN; its first group is the name. */
    public static final Pattern REPOSITORY_ARN = Pattern.compile("arn:[a-z-]+:codecommit:[a-z0-9-]+:[0-9]{12}:(" + REPOSITORY_NAME + ")");
    /** SHA-1 or SHA-256. */
    public static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    /** An id of an event, a comment, a pull request, an execution. */
    public static final Pattern ID = Pattern.compile("[!-~]{1,200}");
    /** Any ARN, users' among them. */
    public static final Pattern ARN = Pattern.compile("[ -~]{1,2048}");
    /** Words of AWS: types, statuses, times. */
    public static final Pattern WORDS = Pattern.compile("[ -~]{1,200}");

    /** A schedule's name in EventBridge Scheduler. */
    public static final Pattern SCHEDULE = Pattern.compile("[0-9a-zA-Z_.-]{1,64}");
    /** When a schedule comes, as EventBridge Scheduler spells it. */
    public static final Pattern EXPRESSION = Pattern.compile("[ -~]{1,256}");
    /** A time zone's name, as EventBridge Scheduler takes it. */
    public static final Pattern TIME_ZONE = Pattern.compile("[A-Za-z0-9_+/-]{1,50}");
    /** A build's name. */
    public static final Pattern BUILD = Pattern.compile("[A-Za-z0-9_.-]{2,40}");

    private Shapes() {
    }
}
