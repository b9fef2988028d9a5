package dev.signalbox.plan;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** The paths that a change touches. */
public sealed interface Changes {

    /** All of them: added, modified and deleted; a rename is both its old and its new path. */
    record Known(SortedSet<String> paths) implements Changes {

        public Known {
            paths = Collections.unmodifiableSortedSet(new TreeSet<>(paths));
        }

        public Known(Collection<String> paths) {
            this(new TreeSet<>(paths));
        }
    }

    /**
     * Nobody can tell, so every path may be among them.
     *
     * @param why such as {@code the commit before is gone}
     */
    record Unknown(String why) implements Changes {
    }
}
