package dev.signalbox.local.codecommit;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * What CodeCommit knows of a repository besides git's own data; kept in a file inside the bare repository.
 *
 * @param id a UUID, kept when the repository is renamed
 * @param createdAt milliseconds since 1970
 * @param modifiedAt milliseconds since 1970
 */
record Details(String name, String id, @Nullable String description, long createdAt, long modifiedAt, Map<String, String> tags) {

    Details {
        tags = Map.copyOf(tags);
    }

    Details named(String newName, Instant now) {
        return new Details(newName, id, description, createdAt, now.toEpochMilli(), tags);
    }

    Details described(@Nullable String newDescription, Instant now) {
        return new Details(name, id, newDescription, createdAt, now.toEpochMilli(), tags);
    }

    Details tagged(Map<String, String> newTags) {
        return new Details(name, id, description, createdAt, modifiedAt, new TreeMap<>(newTags));
    }

    Details touched(Instant now) {
        return new Details(name, id, description, createdAt, now.toEpochMilli(), tags);
    }
}
