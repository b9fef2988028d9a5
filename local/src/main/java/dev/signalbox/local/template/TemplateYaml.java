package dev.signalbox.local.template;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** CloudFormation's YAML as JSON: short forms such as {@code !Sub} become their long ones, {@code {"Fn::Sub": …}}. */
final class TemplateYaml {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Map<String, String> NOT_FN = Map.of("!Ref", "Ref", "!Condition", "Condition");

    private TemplateYaml() {
    }

    static ObjectNode read(String text) {
        try {
            LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).setLabel("template").build();
            Node root = new Compose(settings).composeString(text).orElseThrow(() -> new TemplateProblem("The template is empty."));
            return (ObjectNode) json(root);
        } catch (YamlEngineException broken) {
            throw new TemplateProblem("The template is not YAML: " + broken.getMessage());
        }
    }

    private static JsonNode json(Node node) {
        String tag = node.getTag().getValue();
        if (!tag.startsWith("!")) {
            return plain(node);
        }
        String function = NOT_FN.getOrDefault(tag, "Fn::" + tag.substring(1));
        JsonNode argument = node instanceof ScalarNode scalar ? NODES.textNode(scalar.getValue()) : plain(node);
        if (function.equals("Fn::GetAtt") && argument.isTextual()) {
            String[] parts = argument.textValue().split("\\.", 2);
            argument = NODES.arrayNode().add(parts[0]).add(parts[1]);
        }
        return NODES.objectNode().set(function, argument);
    }

    private static JsonNode plain(Node node) {
        return switch (node) {
            case MappingNode mapping -> {
                ObjectNode object = NODES.objectNode();
                for (NodeTuple tuple : mapping.getValue()) {
                    object.set(((ScalarNode) tuple.getKeyNode()).getValue(), json(tuple.getValueNode()));
                }
                yield object;
            }
            case SequenceNode sequence -> {
                ArrayNode array = NODES.arrayNode();
                sequence.getValue().forEach(item -> array.add(json(item)));
                yield array;
            }
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new TemplateProblem("The template holds a " + node.getNodeType() + " at " + node.getStartMark().orElse(null));
        };
    }

    private static JsonNode scalar(ScalarNode node) {
        Tag tag = node.getTag();
        if (tag.equals(Tag.NULL)) {
            return NODES.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return NODES.booleanNode(Boolean.parseBoolean(node.getValue()));
        }
        if (tag.equals(Tag.INT)) {
            return NODES.numberNode(Long.decode(node.getValue()));
        }
        if (tag.equals(Tag.FLOAT)) {
            return NODES.numberNode(Double.parseDouble(node.getValue()));
        }
        return NODES.textNode(node.getValue());
    }
}
