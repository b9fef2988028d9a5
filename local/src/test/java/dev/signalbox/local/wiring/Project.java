package dev.signalbox.local.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.signalbox.local.Account;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.template.Stack;

/** The project's files, as the wiring suite reads them. */
final class Project {

    static final Path HOME = Path.of("..");

    private Project() {
    }

    /** The stack as it would be deployed with every parameter at its default. */
    static Stack stack() {
        return stack(Map.of());
    }

    static Stack stack(Map<String, String> parameters) {
        return Stack.load(HOME.resolve("template.yaml"), "signalbox", new Account("123456789012", "us-east-1"),
                URI.create("http://127.0.0.1:1"), parameters);
    }

    static Resource resource(String logicalId) {
        Resource found = stack().resources().get(logicalId);
        if (found == null) {
            throw new AssertionError("the template has no " + logicalId);
        }
        return found;
    }

    static String text(String path) {
        try {
            return Files.readString(HOME.resolve(path));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    static JsonNode machine() {
        return json(text("statemachine/run.asl.json"));
    }

    /** Files under a folder of the project whose names end so. */
    static List<Path> files(String folder, String end) {
        try (Stream<Path> files = Files.walk(HOME.resolve(folder))) {
            return files.filter(file -> file.getFileName().toString().endsWith(end)).sorted().toList();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    static List<MatchResult> matches(String regex, String text) {
        return Pattern.compile(regex).matcher(text).results().toList();
    }
}
