package dev.signalbox.local.codebuild.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.signalbox.local.codebuild.buildspec.Artifacts.Artifact;

/** Begins with the examples of the "Build specification reference". */
class FileListTest {

    @TempDir
    private Path sources;

    @BeforeEach
    void write() throws IOException {
        for (String file : List.of("my-build-1/my-file-1.txt", "my-build-2/my-file-2.txt", "my-build-2/my-subdirectory/my-file-3.txt",
                "top.jar", ".hidden/config", "a{1}.txt")) {
            Files.createDirectories(sources.resolve(file).getParent());
            Files.writeString(sources.resolve(file), file);
        }
        Files.createSymbolicLink(sources.resolve("link.jar"), Path.of("top.jar"));
        Files.createSymbolicLink(sources.resolve("nowhere"), Path.of("gone"));
        Files.createSymbolicLink(sources.resolve("linked-folder"), Path.of("my-build-1"));
    }

    private String found(String files, String base, String excluded, boolean flat) throws IOException, FileList.NoMatch {
        Artifact artifact = new Artifact(List.of(files.replace("SOURCES", sources.toString()).split(" ")), Optional.empty(),
                Optional.ofNullable(base).map(text -> text.replace("SOURCES", sources.toString())),
                excluded == null ? List.of() : List.of(excluded.split(" ")), flat);
        return String.join(" ", new FileList(sources, _ -> { }).find(artifact).keySet());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "*/my-file-3.txt   | my-build-2 |       | no  | my-subdirectory/my-file-3.txt",
        "**/*              | my-build*  |       | yes | my-file-1.txt my-file-2.txt my-file-3.txt",
        "**/*              | my-build*  |       | no  | my-file-1.txt my-file-2.txt my-subdirectory/my-file-3.txt",
        "top.jar           |            |       | no  | top.jar",
        "my-build-2/*      |            |       | no  | my-build-2/my-file-2.txt",
        "my-build-2/**/*   |            |       | no  | my-build-2/my-file-2.txt my-build-2/my-subdirectory/my-file-3.txt",
        "*.jar             |            |       | no  | link.jar top.jar",
        "**/*              |            | my-build-* a*.txt ./.hidden/**/* | no | link.jar top.jar",
        "**/*              | my-build-2 | my-subdirectory | no  | my-file-2.txt",
        "./top.jar a{1}.txt |           |       | no  | a{1}.txt top.jar",
        "top.jar missing.jar |          |       | no  | top.jar",
        "SOURCES/top.jar   |            |       | no  | top.jar",
        "my-file-1.txt     | SOURCES/my-build-1 | | no | my-file-1.txt",
        "my-file-1.txt     | linked-folder |    | no  | my-file-1.txt",
        ".hidden/*         | .          |       | no  | .hidden/config",
        "top.[ij]ar        |            |       | no  | top.jar",
    })
    void filesAreFoundByTheirPatterns(String files, String base, String excluded, String flat, String expected) throws Exception {
        assertEquals(expected, found(files, base, excluded, flat.equals("yes")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "missing.jar   |            | no matching artifact paths found",
        "my-build-1    |            | no matching artifact paths found",
        "../**/*       | my-build-1 | no matching artifact paths found",
        "[             |            | no matching artifact paths found",
        "nowhere       |            | no matching artifact paths found",
        "**/*          | cdk.out    | no matching base directory path found for cdk.out",
        "**/*          | top.jar    | no matching base directory path found for top.jar",
        "**/*          | your-*     | no matching base directory path found for your-*",
    })
    void whatMatchesNothingIsNamed(String files, String base, String message) {
        assertEquals(message, assertThrows(FileList.NoMatch.class, () -> found(files, base, null, false)).getMessage());
    }

    @Test
    void allExcludedIsNoMatch() {
        assertThrows(FileList.NoMatch.class, () -> found("**/*", null, "**/*", false));
    }
}
