package dev.signalbox.run;

import org.jspecify.annotations.Nullable;

/** Who holds a group of a repository, and who waits for it. What is null is nobody. */
public record GroupHead(String repository, String group, @Nullable RunId holder, @Nullable RunId waiting) {

    public GroupHead heldBy(@Nullable RunId run) {
        return new GroupHead(repository, group, run, waiting);
    }

    public GroupHead awaitedBy(@Nullable RunId run) {
        return new GroupHead(repository, group, holder, run);
    }
}
