package dev.signalbox.run;

/** A file of a repository at a commit. */
public sealed interface SourceFile {

    /** There is no such file. */
    record Absent() implements SourceFile {
    }

    /**
     * The file is there.
     *
     * @param content its bytes
     * @param commit the commit it was read at, whatever specifier was given
     */
    record Present(byte[] content, String commit) implements SourceFile {
    }

    /** The file is there, larger than CodeCommit hands out (6 MB). */
    record TooLarge() implements SourceFile {
    }
}
