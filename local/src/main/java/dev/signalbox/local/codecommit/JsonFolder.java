package dev.signalbox.local.codecommit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Small JSON documents in a folder, one file each; a file is whole or not there. */
record JsonFolder(Path folder) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String END = ".json";

    List<JsonNode> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(END)).sorted().map(JsonFolder::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param name becomes a part of the file's name: letters, digits and {@code . _ -} only */
    void write(String name, JsonNode document) {
        try {
            Files.createDirectories(folder);
            Path part = folder.resolve(name + ".part");
            Files.write(part, JSON.writeValueAsBytes(document));
            Files.move(part, folder.resolve(name + END), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name + END));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
