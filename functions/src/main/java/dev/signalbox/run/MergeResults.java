package dev.signalbox.run;

import java.util.List;
import java.util.Optional;

/**
 * What a repository would be after a merge. Its commit is on a branch of its own while it is built, since CodeBuild fetches nothing that no
 * reference leads to. What may pass, such as throttling, is thrown unchecked.
 */
public interface MergeResults {

    /** What the names of those branches begin with; nothing that happens to such a branch leads to anything. */
    String PREFIX = "signalbox/merge/";

    /** The branch of a run's merge result. */
    static String branch(RunId run) {
        return PREFIX + run;
    }

    /** As many paths of a conflict are named. */
    int MOST_PATHS = 50;

    /** What comes of merging a commit into another. */
    sealed interface Outlook {

        /** The source holds the target already: it is itself the result. */
        record Same() implements Outlook {
        }

        /** Both have commits of their own, which go together. */
        record Clean() implements Outlook {
        }

        /**
         * They do not.
         *
         * @param paths at most {@value MergeResults#MOST_PATHS}
         * @param more whether there are others
         */
        record Conflict(List<String> paths, boolean more) implements Outlook {

            public Conflict {
                paths = List.copyOf(paths);
            }
        }

        /**
         * CodeCommit can't tell.
         *
         * @param why such as {@code they have no commit in common}
         */
        record Unknown(String why) implements Outlook {
        }
    }

    /** What merging one commit into another would lead to. */
    Outlook outlook(String repository, String source, String target) throws Gone;

    /**
     * Makes the commit of a merge, which no reference leads to yet.
     *
     * @param message of the merge commit
     * @return the commit's id; empty where it does not merge after all
     */
    Optional<String> make(String repository, String source, String target, String message) throws Gone;

    /**
     * Puts such a commit on a branch, in place of what may be there.
     *
     * @param branch beginning with {@value #PREFIX}
     */
    void keep(String repository, String branch, String commit);

    /** Removes such a branch, if it is there. */
    void remove(String repository, String branch);
}
