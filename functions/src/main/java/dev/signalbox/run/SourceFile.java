package dev.signalbox.run;

/** A file of a repository at a commit. */
public sealed interface SourceFile {

    /** There is no such file. */
    record Absent() implements SourceFile {
    }

    /** The file's bytes. */
    record Present(byte[] content) implements SourceFile {
    }

    /** The file is there, larger than CodeCommit hands out (6 MB). */
    record TooLarge() implements SourceFile {
    }
}
