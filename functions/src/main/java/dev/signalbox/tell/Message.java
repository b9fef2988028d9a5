package dev.signalbox.tell;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import dev.signalbox.verdict.BuildResult;

/**
 * What is published of a run's end.
 *
 * @param subject    ASCII, fewer than 100 characters
 * @param document   for programs: JSON of at most 100 KB, version 1
 * @param email      for people
 * @param sms        for a telephone: ASCII, at most 140 characters
 * @param attributes for filter policies, in their order; none is empty. {@code notify} is {@code yes} for what the repository's
 *                   rules want told to people, else {@code no}
 */
public record Message(String subject, String document, String email, String sms, Map<String, Attribute> attributes) {

    /** SNS's message attribute: of type {@code String} or {@code String.Array} (a JSON array). */
    public record Attribute(String type, String value) {
    }

    private static final int DOCUMENT = 100 * 1024;
    /** Step Functions passes at most 256 KiB from state to state; the message travels as JSON text inside JSON. */
    private static final int TRAVELLING = 200 * 1024;
    private static final int VALUE = 300;
    private static final int PROJECTS = 50;

    /** @param stack the name of the stack that tells */
    public static Message of(Conclusion conclusion, String stack) {
        int bytes = DOCUMENT;
        Message message = new Message(conclusion, stack, bytes);
        while (message.travelling() > TRAVELLING && bytes > 1024) {
            bytes = bytes * 3 / 4;
            message = new Message(conclusion, stack, bytes);
        }
        return message;
    }

    private Message(Conclusion conclusion, String stack, int bytes) {
        this(Headline.subject(conclusion), Document.of(conclusion, bytes), Email.of(conclusion, stack), Headline.sms(conclusion),
                attributes(conclusion));
    }

    /** The texts by protocol, as SNS takes them with {@code MessageStructure: json}. */
    public ObjectNode texts() {
        return JsonNodeFactory.instance.objectNode().put("default", document).put("email", email).put("sms", sms);
    }

    private int travelling() {
        return Document.size(TextNode.valueOf(texts().toString()).toString());
    }

    private static Map<String, Attribute> attributes(Conclusion conclusion) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        put(attributes, "repository", conclusion.run().repository());
        put(attributes, "branch", conclusion.run().branch());
        put(attributes, "tag", conclusion.run().tag());
        conclusion.run().onPullRequest().ifPresent(proposal -> {
            put(attributes, "pullRequest", proposal.id());
            put(attributes, "target", proposal.target());
        });
        put(attributes, "trigger", conclusion.run().trigger());
        put(attributes, "verdict", conclusion.verdict().word());
        put(attributes, "change", conclusion.change().word());
        List<String> projects = projects(conclusion);
        if (!projects.isEmpty()) {
            ArrayNode names = JsonNodeFactory.instance.arrayNode();
            projects.stream().limit(PROJECTS).forEach(names::add);
            attributes.put("project", new Attribute("String.Array", names.toString()));
        }
        put(attributes, "author", conclusion.run().author());
        put(attributes, "notify", conclusion.wanted() ? "yes" : "no");
        return attributes;
    }

    /** The projects of the run's builds, each once. */
    static List<String> projects(Conclusion conclusion) {
        Set<String> projects = new LinkedHashSet<>();
        conclusion.builds().stream().map(BuildResult::project).filter(project -> !project.isEmpty()).forEach(projects::add);
        return List.copyOf(projects);
    }

    private static void put(Map<String, Attribute> attributes, String name, String value) {
        String line = PlainText.line(value, VALUE);
        if (!line.isEmpty()) {
            attributes.put(name, new Attribute("String", line));
        }
    }
}
