package dev.signalbox.verdict;

import java.util.Collection;
import java.util.Map;

/** The builds of CodeBuild. Trouble that may pass is thrown. */
public interface Builds {

    /** The builds with these ids, by id; those that are not found are left out. */
    Map<String, Build> read(Collection<String> ids);

    /** Stops a build and returns it; one that has ended by then, or is not known, is returned as given. */
    Build stop(Build build);
}
