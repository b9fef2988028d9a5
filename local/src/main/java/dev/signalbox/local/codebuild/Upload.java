package dev.signalbox.local.codebuild;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import software.amazon.awssdk.services.codebuild.model.BuildArtifacts;

import dev.signalbox.local.codebuild.artifacts.Archive;
import dev.signalbox.local.codebuild.artifacts.FileList;
import dev.signalbox.local.codebuild.buildspec.Artifacts;
import dev.signalbox.local.codebuild.buildspec.Artifacts.Artifact;
import dev.signalbox.local.codebuild.run.Shell;

/** Puts a build's artifacts where the build's outputs say. */
final class Upload {

    private static final String CODE = "CLIENT_ERROR";

    private final Bucket bucket;
    private final Shell shell;
    private final Path sources;
    private final Path room;
    private final Consumer<String> log;

    /**
     * @param sources where the build began
     * @param room a folder for ZIP files under way
     * @param log gets CodeBuild's own lines
     */
    Upload(Bucket bucket, Shell shell, Path sources, Path room, Consumer<String> log) {
        this.bucket = bucket;
        this.shell = shell;
        this.sources = sources;
        this.room = room;
        this.log = log;
    }

    /** Uploads the primary artifact. @return as BatchGetBuilds shows it from then on */
    BuildArtifacts primary(Output output, Artifacts artifacts) throws PhaseFailed, IOException, InterruptedException {
        return upload(output, artifacts.primary()
                .orElseThrow(() -> new PhaseFailed(CODE, "no definition for primary artifacts in buildspec")));
    }

    /** Uploads those secondary artifacts that the buildspec defines; the others are shown as they were. */
    List<BuildArtifacts> secondary(List<Output> outputs, Artifacts artifacts) throws PhaseFailed, IOException, InterruptedException {
        List<BuildArtifacts> shown = new ArrayList<>();
        for (Output output : outputs) {
            String identifier = output.wanted().artifactIdentifier();
            Artifact artifact = artifacts.secondary().get(identifier);
            log.accept(artifact == null ? "WARNING: the buildspec has no secondary artifact " + identifier
                    : "Preparing to copy secondary artifacts " + identifier);
            shown.add(artifact == null ? output.shown() : upload(output, artifact));
        }
        return shown;
    }

    private BuildArtifacts upload(Output output, Artifact artifact) throws PhaseFailed, IOException, InterruptedException {
        Map<String, Path> files;
        try {
            files = new FileList(sources, log).find(expanded(artifact));
        } catch (FileList.NoMatch e) {
            throw new PhaseFailed(CODE, String.valueOf(e.getMessage()));
        }
        Optional<String> name = Optional.empty();
        if (output.isNamedByBuildspec() && artifact.name().isPresent()) {
            name = Optional.of(shell.expand(artifact.name().get())).filter(text -> !text.isEmpty());
        }
        String path = output.path(name);
        BuildArtifacts.Builder shown = output.shown().toBuilder().location(output.arn(path));
        if (output.isZip()) {
            byte[] zip = zip(files);
            bucket.put(output.bucket(), path, zip, output.isEncrypted());
            shown.md5sum(digest("MD5", zip)).sha256sum(digest("SHA-256", zip));
        } else {
            for (Map.Entry<String, Path> file : files.entrySet()) {
                bucket.put(output.bucket(), path.isEmpty() ? file.getKey() : path + "/" + file.getKey(),
                        Files.readAllBytes(file.getValue()), output.isEncrypted());
            }
        }
        return shown.build();
    }

    private byte[] zip(Map<String, Path> files) throws IOException {
        Path file = room.resolve("artifact.zip");
        try {
            Archive.write(file, files);
            return Files.readAllBytes(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private Artifact expanded(Artifact artifact) throws IOException, InterruptedException {
        Optional<String> base = artifact.baseDirectory();
        return new Artifact(expanded(artifact.files()), artifact.name(),
                base.isEmpty() ? base : Optional.of(shell.expand(base.get())), expanded(artifact.excluded()), artifact.flat());
    }

    private List<String> expanded(List<String> texts) throws IOException, InterruptedException {
        List<String> expanded = new ArrayList<>();
        for (String text : texts) {
            expanded.add(shell.expand(text));
        }
        return expanded;
    }

    private static String digest(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has " + algorithm, impossible);
        }
    }
}
