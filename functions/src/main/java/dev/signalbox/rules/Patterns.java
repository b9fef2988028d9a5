package dev.signalbox.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
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

    private static final int LONGEST_SHOWN = 200;

    public Patterns {
        globs = List.copyOf(globs);
    }

    /** Whether a name, such as a branch's, is one of those meant. */
    public boolean matches(String name) {
        return matches(name, Effort.ofAName());
    }

    private boolean matches(String name, Effort effort) {
        boolean meant = false;
        boolean all = true;
        for (Glob glob : globs) {
            if (glob.excludes()) {
                if (glob.fits(name, effort)) {
                    return false;
                }
            } else {
                all = false;
                meant = meant || glob.fits(name, effort);
            }
        }
        return meant || all;
    }

    /**
     * The first of many names, such as changed paths, that is meant. Only names that begin as the patterns do are looked at.
     *
     * Throws {@link Effort.Spent} when that takes more than is left of an effort.
     *
     * @param names in their natural order
     */
    public Optional<String> firstOf(SortedSet<String> names, Effort effort) {
        for (String prefix : prefixes()) {
            for (String name : names.tailSet(prefix)) {
                if (!name.startsWith(prefix)) {
                    break;
                }
                if (matches(name, effort)) {
                    return Optional.of(name);
                }
            }
        }
        return Optional.empty();
    }

    /** In rising order, and none that another one covers. */
    private List<String> prefixes() {
        if (globs.stream().allMatch(Glob::excludes)) {
            return List.of("");
        }
        List<String> prefixes = new ArrayList<>();
        globs.stream().filter(glob -> !glob.excludes()).flatMap(glob -> glob.prefixes().stream()).sorted().forEach(prefix -> {
            if (prefixes.isEmpty() || !prefix.startsWith(prefixes.getLast())) {
                prefixes.add(prefix);
            }
        });
        return prefixes;
    }

    /** Whether a line of a text, such as an author's, is included, or no pattern includes, and no line is excluded. */
    public boolean matchesLines(String text) {
        return matchesLines(text, Effort.ofAName());
    }

    /** The same; throws {@link Effort.Spent} when that takes more than is left of an effort. */
    public boolean matchesLines(String text, Effort effort) {
        List<String> lines = text.isEmpty() ? List.of("") : text.lines().toList();
        boolean included = globs.stream().allMatch(Glob::excludes)
                || globs.stream().filter(glob -> !glob.excludes()).anyMatch(glob -> fitsOne(glob, lines, effort));
        return included && globs.stream().filter(Glob::excludes).noneMatch(glob -> fitsOne(glob, lines, effort));
    }

    private static boolean fitsOne(Glob glob, List<String> lines, Effort effort) {
        return lines.stream().anyMatch(line -> glob.fits(line, effort));
    }

    /** The globs as the file has them, separated by commas: the first of them, about 200 characters. */
    @Override
    public String toString() {
        int shown = 0;
        int length = 0;
        while (shown < globs.size() && (shown == 0 || length + globs.get(shown).toString().length() <= LONGEST_SHOWN)) {
            length += globs.get(shown++).toString().length() + 2;
        }
        String text = globs.stream().limit(shown).map(glob -> Texts.shown(glob.toString())).collect(Collectors.joining(", "));
        return shown < globs.size() ? "%s and %d more".formatted(text, globs.size() - shown) : text;
    }
}
