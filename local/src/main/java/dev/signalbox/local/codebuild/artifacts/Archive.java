package dev.signalbox.local.codebuild.artifacts;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Packs files into one ZIP file, with their permissions. */
public final class Archive {

    private Archive() {
    }

    /**
     * Writes the file.
     *
     * @param file is not there yet
     * @param files by their names in the archive
     */
    public static void write(Path file, Map<String, Path> files) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(file, Map.of("create", "true", "enablePosixFileAttributes", "true"))) {
            for (Map.Entry<String, Path> entry : files.entrySet()) {
                Path target = zip.getPath("/", entry.getKey());
                Files.createDirectories(target.getParent());
                Files.copy(entry.getValue(), target);
                Files.setLastModifiedTime(target, Files.getLastModifiedTime(entry.getValue()));
                Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(entry.getValue()));
            }
        }
    }
}
