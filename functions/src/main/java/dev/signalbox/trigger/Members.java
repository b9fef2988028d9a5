package dev.signalbox.trigger;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** A JSON object whose members are asked for by type: what is not as expected is {@link NotUnderstood}, by its path. */
final class Members {

    private static final int SHOWN = 60;

    private final JsonNode node;
    private final String path;

    private Members(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    static Members of(@Nullable JsonNode node) throws NotUnderstood {
        return object(node, "the event");
    }

    private static Members object(@Nullable JsonNode node, String path) throws NotUnderstood {
        if (node == null || !node.isObject()) {
            throw new NotUnderstood("%s: expected an object, not %s".formatted(path, kind(node)));
        }
        return new Members(node, path);
    }

    Members object(String name) throws NotUnderstood {
        return object(node.get(name), at(name));
    }

    /** Whether there is such a member; null is as good as none. */
    boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** Any other member is not understood. */
    void allowOnly(Collection<String> known) throws NotUnderstood {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!known.contains(member.getKey())) {
                throw new NotUnderstood("%s: not known here, expected %s".formatted(at(shown(member.getKey())), String.join(", ", known)));
            }
        }
    }

    /** A string that fits a pattern. */
    String text(String name, Pattern expected, String description) throws NotUnderstood {
        JsonNode value = node.get(name);
        if (value == null || !value.isTextual()) {
            throw new NotUnderstood("%s: expected %s, not %s".formatted(at(name), description, kind(value)));
        }
        if (!expected.matcher(value.textValue()).matches()) {
            throw new NotUnderstood("%s: expected %s".formatted(at(name), description));
        }
        return value.textValue();
    }

    String words(String name) throws NotUnderstood {
        return text(name, Shapes.WORDS, "a text of at most 200 characters");
    }

    String id(String name) throws NotUnderstood {
        return text(name, Shapes.ID, "an id of at most 200 characters");
    }

    String arn(String name) throws NotUnderstood {
        return text(name, Shapes.ARN, "an ARN");
    }

    String repository(String name) throws NotUnderstood {
        return text(name, Shapes.REPOSITORY, "the name of a repository");
    }

    String name(String name) throws NotUnderstood {
        return text(name, Shapes.NAME, "the name of a reference, at most 256 characters");
    }

    /** The name of a reference, which may be left out or null. */
    String optionalName(String name) throws NotUnderstood {
        return has(name) ? name(name) : "";
    }

    String commit(String name) throws NotUnderstood {
        return text(name, Shapes.COMMIT, "a commit id, 40 or 64 hex digits");
    }

    /** A string that may be left out or null, cut to a length; other types are not understood. */
    String optional(String name, int longest) throws NotUnderstood {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return "";
        }
        if (!value.isTextual()) {
            throw new NotUnderstood("%s: expected a text, not %s".formatted(at(name), kind(value)));
        }
        String text = value.textValue();
        return text.substring(0, text.offsetByCodePoints(0, Math.min(longest, text.codePointCount(0, text.length()))));
    }

    /** An id that may be left out or null. */
    String optionalId(String name) throws NotUnderstood {
        return has(name) ? id(name) : "";
    }

    /** An ARN that may be left out. */
    String optionalArn(String name) throws NotUnderstood {
        return node.has(name) ? arn(name) : "";
    }

    Instant instant(String name) throws NotUnderstood {
        try {
            return Instant.parse(words(name));
        } catch (DateTimeParseException notATime) {
            throw new NotUnderstood("%s: expected a time such as 2026-11-23T09:00:00Z".formatted(at(name)));
        }
    }

    /** The first of an array of repository names, at least one. */
    String firstRepository(String name) throws NotUnderstood {
        JsonNode first = node.path(name).path(0);
        if (!first.isTextual() || !Shapes.REPOSITORY.matcher(first.textValue()).matches()) {
            throw new NotUnderstood("%s: expected a list of names of repositories".formatted(at(name)));
        }
        return first.textValue();
    }

    /** A list of strings that fit a pattern, at least one; empty where it is left out or null. */
    List<String> texts(String name, Pattern expected, String description, int most) throws NotUnderstood {
        List<String> texts = new ArrayList<>();
        if (!has(name)) {
            return texts;
        }
        JsonNode list = node.get(name);
        if (!list.isArray() || list.isEmpty() || list.size() > most) {
            throw new NotUnderstood("%s: expected %s, 1 to %d".formatted(at(name), description, most));
        }
        for (JsonNode item : list) {
            if (!item.isTextual() || !expected.matcher(item.textValue()).matches()) {
                throw new NotUnderstood("%s: expected %s, which %s is not"
                        .formatted(at("%s[%d]".formatted(name, texts.size())), description, shown(item.asText(kind(item)))));
            }
            texts.add(item.textValue());
        }
        return texts;
    }

    /** Variables of an environment by name, whatever their names and texts; empty where they are left out or null. */
    SortedMap<String, String> variables(String name, int most) throws NotUnderstood {
        SortedMap<String, String> variables = new TreeMap<>();
        if (!has(name)) {
            return variables;
        }
        Members members = object(name);
        if (members.node.size() > most) {
            throw new NotUnderstood("%s: expected at most %d variables".formatted(at(name), most));
        }
        for (Map.Entry<String, JsonNode> member : members.node.properties()) {
            JsonNode value = member.getValue();
            if (!value.isTextual()) {
                throw new NotUnderstood("%s: expected a text, not %s".formatted(members.at(shown(member.getKey())), kind(value)));
            }
            variables.put(member.getKey(), value.textValue());
        }
        return variables;
    }

    /** A whole number within bounds, both included. */
    int integer(String name, int least, int most, int otherwise) throws NotUnderstood {
        if (!has(name)) {
            return otherwise;
        }
        JsonNode value = node.get(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least || value.intValue() > most) {
            throw new NotUnderstood("%s: expected a whole number, %d to %d".formatted(at(name), least, most));
        }
        return value.intValue();
    }

    /** A text of whoever wrote the event, in one line and short. */
    private static String shown(String text) {
        int[] characters = text.codePoints().limit(SHOWN).map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE
                ? '?' : c).toArray();
        return new String(characters, 0, characters.length);
    }

    private String at(String name) {
        return path.equals("the event") ? name : path + "." + name;
    }

    private static String kind(@Nullable JsonNode node) {
        return node == null ? "nothing" : switch (node.getNodeType()) {
            case NULL, MISSING -> "nothing";
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case BOOLEAN, NUMBER, STRING, BINARY, POJO -> "a " + node.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }
}
