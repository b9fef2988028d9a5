package dev.signalbox.rules;

/** What a build does, and where that is written. */
public sealed interface Buildspec {

    /** The buildspec of a build that names no other. */
    Buildspec DEFAULT = new Path(Rules.BUILDSPEC);

    /** A file of the commit that is built. */
    record Path(String path) implements Buildspec {
    }

    /** The buildspec itself. */
    record Inline(String text) implements Buildspec {
    }

    /** A file which, for a pull request, is taken from the branch that it leads to, and otherwise from the commit that is built. */
    record OfTarget(String path) implements Buildspec {
    }

    /** As CodeBuild takes it: the path of a file of the commit that is built, or the text. What is the target's must have been read. */
    default String text() {
        return switch (this) {
            case Path(String path) -> path;
            case Inline(String text) -> text;
            case OfTarget(String path) -> throw new IllegalStateException("nobody has read the target's " + path);
        };
    }

    /** The same where there is no target: a file of the commit that is built. */
    default Buildspec withoutTarget() {
        return this instanceof OfTarget(String path) ? new Path(path) : this;
    }
}
