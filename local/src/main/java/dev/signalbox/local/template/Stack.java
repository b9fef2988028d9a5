package dev.signalbox.local.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.signalbox.local.Account;

/**
 * A deployed stack: the template's resources and outputs with every intrinsic function resolved.
 *
 * @param folder where the template lies: what {@code CodeUri} and {@code DefinitionUri} start from
 */
public record Stack(
        String name, Path folder, Map<String, String> parameters, Map<String, Resource> resources, Map<String, Output> outputs) {

    /** One of the stack's outputs. */
    public record Output(String value, String description) { }

    /**
     * Reads a template as {@code sam deploy} would with these parameters; parameters left out have their defaults.
     *
     * @param endpoint where the local cloud listens: part of a queue's URL
     * @throws TemplateProblem naming what cannot be resolved or is not there locally
     */
    public static Stack load(Path template, String name, Account account, URI endpoint, Map<String, String> parameters) {
        ObjectNode root = TemplateYaml.read(text(template));
        Resolver resolver = new Resolver(root, name, account, endpoint, parameters);
        Map<String, Resource> resources = new LinkedHashMap<>();
        root.withObject("/Resources").properties().forEach(entry -> resolver.resource(entry.getKey())
                .ifPresent(resource -> resources.put(entry.getKey(), resource)));
        Map<String, Output> outputs = new LinkedHashMap<>();
        root.withObject("/Outputs").properties().forEach(entry -> {
            JsonNode output = resolver.resolve(entry.getValue());
            outputs.put(entry.getKey(), new Output(output.path("Value").asText(), output.path("Description").asText()));
        });
        return new Stack(name, template.toAbsolutePath().getParent(), resolver.parameters(), resources, outputs);
    }

    /** The resources of a type, in the template's order. */
    public List<Resource> ofType(String type) {
        return resources.values().stream().filter(resource -> resource.type().equals(type)).toList();
    }

    public String output(String key) {
        Output output = outputs.get(key);
        if (output == null) {
            throw new IllegalArgumentException("The stack has no output " + key + ".");
        }
        return output.value();
    }

    /** A file that the template names, such as a state machine's definition. */
    public String file(String uri) {
        return text(folder.resolve(uri));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file, unreadable);
        }
    }
}
