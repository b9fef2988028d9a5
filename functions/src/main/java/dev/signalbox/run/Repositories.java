package dev.signalbox.run;

/** Source as it is at a commit. What may pass, such as throttling, is thrown unchecked. */
public interface Repositories {

    /** A file by its path from the root. */
    SourceFile file(String repository, String commit, String path) throws Gone;

    /** Who wrote a commit, and what they called it. */
    CommitSummary summary(String repository, String commit) throws Gone;
}
