package dev.signalbox.rules;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A list of globs. A name matches when one of the including globs matches it, or there is none, and no excluding one does.
 * Their order does not matter.
 *
 * @param globs as the file lists them; an empty list matches every name
 */
public record Patterns(List<Glob> globs) {

    /** Matches every name. */
    public static final Patterns EVERYTHING = new Patterns(List.of());

    public Patterns {
        globs = List.copyOf(globs);
    }

    /** Whether a name, such as a branch's, is one of those meant. */
    public boolean matches(String name) {
        boolean included = globs.stream().allMatch(Glob::excludes) || globs.stream().anyMatch(glob -> !glob.excludes() && glob.fits(name));
        return included && globs.stream().noneMatch(glob -> glob.excludes() && glob.fits(name));
    }

    /** The globs as the file has them, separated by commas. */
    @Override
    public String toString() {
        return globs.stream().map(Glob::toString).collect(Collectors.joining(", "));
    }
}
