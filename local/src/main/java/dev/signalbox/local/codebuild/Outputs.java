package dev.signalbox.local.codebuild;

import java.util.List;
import java.util.Optional;

import software.amazon.awssdk.services.codebuild.model.BuildArtifacts;

/** All that a build keeps in S3. */
record Outputs(Optional<Output> primary, List<Output> secondary) {

    Outputs {
        secondary = List.copyOf(secondary);
    }

    BuildArtifacts shownPrimary() {
        return primary.map(Output::shown).orElseGet(() -> BuildArtifacts.builder().location("").build());
    }

    List<BuildArtifacts> shownSecondary() {
        return secondary.stream().map(Output::shown).toList();
    }
}
