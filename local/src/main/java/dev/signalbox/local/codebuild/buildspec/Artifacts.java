package dev.signalbox.local.codebuild.buildspec;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a buildspec says of the build's output.
 *
 * @param primary empty when the file names no {@code files} but perhaps secondary artifacts
 * @param secondary by their identifiers
 */
public record Artifacts(Optional<Artifact> primary, Map<String, Artifact> secondary) {

    /** What a file without {@code artifacts} says. */
    public static final Artifacts NONE = new Artifacts(Optional.empty(), Map.of());

    public Artifacts {
        secondary = Map.copyOf(secondary);
    }

    /** Whether the file names anything to keep. */
    public boolean isEmpty() {
        return primary.isEmpty() && secondary.isEmpty();
    }

    /**
     * Which files are kept. All texts may name variables.
     *
     * @param files patterns, relative to the base directory
     * @param name takes the place of the artifact's own where the build says {@code overrideArtifactName}
     * @param baseDirectory a folder or a pattern of folders; empty: where the build began
     * @param excluded patterns, relative to the base directory
     * @param flat whether the folders are left out of the files' names ({@code discard-paths})
     */
    public record Artifact(List<String> files, Optional<String> name, Optional<String> baseDirectory, List<String> excluded,
                           boolean flat) {

        public Artifact {
            files = List.copyOf(files);
            excluded = List.copyOf(excluded);
        }
    }
}
