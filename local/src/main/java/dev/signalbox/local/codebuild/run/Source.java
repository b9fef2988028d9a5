package dev.signalbox.local.codebuild.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Where a build's files come from. */
@FunctionalInterface
public interface Source {

    /**
     * What to fetch.
     *
     * @param location as the build shows it: a repository's address
     * @param version a commit, a branch, a tag, a full ref, {@code REF^{COMMIT}}, or nothing for the default branch
     * @param depth how many commits of history; 0 for all
     * @param environment the whole environment of the programs that fetch
     * @param user who fetches: name and password, of which nothing may show in a command line or a log
     */
    record Wanted(String location, String version, int depth, Map<String, String> environment, User user) { }

    /** A name and a password. */
    record User(String name, String password) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A source that cannot be had; the message is the one for the build's phase. */
    final class Missing extends Exception {

        private static final long serialVersionUID = 1L;

        Missing(String message) {
            super(message);
        }
    }

    /**
     * Fills a folder.
     *
     * @param folder is not there yet
     * @return the commit that is checked out
     */
    String fetch(Wanted wanted, Path folder, Processes processes) throws Missing, IOException, InterruptedException;
}
