package dev.signalbox.rules;

import java.util.regex.Pattern;

/** The shapes of names in S3, KMS and CloudWatch Logs. */
final class Storage {

    /** Source: "General purpose bucket naming rules", S3's user guide. */
    static final String BUCKET_NAME = "(?!xn--|sthree-|amzn-s3-demo-)(?!\\d+\\.\\d+\\.\\d+\\.\\d+(?:/|$))(?![^/]*\\.\\.)"
            + "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]";
    static final Pattern BUCKET = Pattern.compile(BUCKET_NAME);
    /** A key's path or a part of it, without a leading {@code /}. */
    static final String PATH_TEXT = "(?!/)[^\\p{Cntrl}\\p{Cs}]{1,512}";
    static final Pattern PATH = Pattern.compile(PATH_TEXT);
    /** What CodeBuild takes as an encryption key: an ARN, or {@code alias/NAME}. Sources: StartBuild; KMS's CreateAlias. */
    static final Pattern KEY = Pattern.compile(
            "arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[a-zA-Z0-9-]{1,64}"
            + "|(?:arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:)?alias/[a-zA-Z0-9:/_-]{1,250}");
    /** Source: CreateLogGroup. */
    static final Pattern LOG_GROUP = Pattern.compile("[._/#A-Za-z0-9-]{1,512}");
    /** A prefix of a log stream's name. Source: CreateLogStream. */
    static final Pattern LOG_STREAM = Pattern.compile("[^:*\\p{Cntrl}\\p{Cs}]{1,256}");

    private Storage() {
    }
}
