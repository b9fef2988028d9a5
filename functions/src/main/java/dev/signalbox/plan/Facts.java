package dev.signalbox.plan;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a change besides its trigger. What is not known keeps no build from running.
 *
 * @param changes the paths it touches
 * @param change who made it and what they said of it: the commit's author and message, a pull request's title and description;
 *               null: unknown
 * @param unchanged whether the schedule that asks built the same commit the last time
 * @param approved whether somebody other than its author approved this revision of the pull request: until that is known, builds that are
 *                 trusted wait
 * @param left builds that an open pull request of the branch builds, by their names: its id
 */
public record Facts(Changes changes, @Nullable Commit change, boolean unchanged, boolean approved, SortedMap<String, String> left) {

    public Facts {
        left = Collections.unmodifiableSortedMap(new TreeMap<>(left));
    }

    /** Where no pull request builds any of it. */
    public Facts(Changes changes, @Nullable Commit change, boolean unchanged, boolean approved) {
        this(changes, change, unchanged, approved, new TreeMap<>());
    }

    /** Nothing is known. */
    public static final Facts NONE = new Facts(new Changes.Unknown("nobody looked"), null, false, false);

    /** The same, but for builds that pull requests build. */
    public Facts leaving(SortedMap<String, String> builds) {
        return new Facts(changes, change, unchanged, approved, builds);
    }

    /** Who made the change, where it is known. */
    public Optional<Commit> commit() {
        return Optional.ofNullable(change);
    }
}
