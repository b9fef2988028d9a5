package dev.signalbox.aws;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * The expressions of an update, as DynamoDB reads them: SET with values and {@code if_not_exists}, REMOVE, paths into maps;
 * conditions of {@code attribute_exists}, {@code attribute_not_exists}, {@code =}, {@code <>} and {@code <=}, with parentheses and
 * AND before OR. A name or value that no expression uses is an error, as it is there.
 */
final class FakeExpressions {

    private static final Pattern WORD = Pattern.compile("[#:]?[A-Za-z0-9_]+|<>|<=|[=(),.]");

    private final Update update;
    private final Map<String, AttributeValue> item;
    private final Deque<String> words = new ArrayDeque<>();

    FakeExpressions(Update update, Map<String, AttributeValue> item) {
        this.update = update;
        this.item = item;
        Set<String> given = new HashSet<>(update.expressionAttributeNames().keySet());
        given.addAll(update.expressionAttributeValues().keySet());
        read(update.updateExpression() + " " + update.conditionExpression());
        given.removeAll(words);
        if (!given.isEmpty()) {
            throw new AssertionError("unused in expressions: " + given);
        }
    }

    private void read(String expression) {
        words.clear();
        Matcher word = WORD.matcher(expression);
        while (word.find()) {
            words.add(word.group());
        }
        if (!String.join("", words).equals(expression.replace(" ", ""))) {
            throw new AssertionError("not understood: " + expression);
        }
    }

    /** Whether the condition holds. */
    boolean holds() {
        read(update.conditionExpression());
        boolean holds = any();
        if (!words.isEmpty()) {
            throw new AssertionError("not understood from here: " + words);
        }
        return holds;
    }

    private boolean any() {
        boolean holds = all();
        while (next("OR")) {
            holds |= all();
        }
        return holds;
    }

    private boolean all() {
        boolean holds = one();
        while (next("AND")) {
            holds &= one();
        }
        return holds;
    }

    private boolean one() {
        if (next("(")) {
            boolean holds = any();
            expect(")");
            return holds;
        }
        if ("attribute_exists".equals(words.peek()) || "attribute_not_exists".equals(words.peek())) {
            boolean wanted = words.remove().equals("attribute_exists");
            expect("(");
            boolean exists = at(path()) != null;
            expect(")");
            return exists == wanted;
        }
        AttributeValue left = operand();
        String comparison = words.remove();
        AttributeValue right = operand();
        return switch (comparison) {
            case "=" -> left != null && left.equals(right);
            case "<>" -> left == null || !left.equals(right);
            case "<=" -> left != null && right != null && Long.parseLong(left.n()) <= Long.parseLong(right.n());
            default -> throw new AssertionError("not a comparison known here: " + comparison);
        };
    }

    /** The item as it is after the update; what is on the right is read from the item before it. */
    Map<String, AttributeValue> updated() {
        Map<String, AttributeValue> after = new HashMap<>(item);
        read(update.updateExpression());
        while (!words.isEmpty()) {
            boolean set = next("SET");
            if (!set) {
                expect("REMOVE");
            }
            do {
                List<String> path = path();
                if (set) {
                    expect("=");
                }
                put(after, path, set ? operand() : null);
            } while (next(","));
        }
        return after;
    }

    private static void put(Map<String, AttributeValue> map, List<String> path, @Nullable AttributeValue value) {
        if (path.size() > 1) {
            AttributeValue inner = map.get(path.getFirst());
            if (inner == null || !inner.hasM()) {
                throw new AssertionError("The document path provided in the update expression is invalid for update");
            }
            Map<String, AttributeValue> changed = new HashMap<>(inner.m());
            put(changed, path.subList(1, path.size()), value);
            map.put(path.getFirst(), AttributeValue.fromM(changed));
        } else if (value == null) {
            map.remove(path.getFirst());
        } else {
            map.put(path.getFirst(), value);
        }
    }

    private @Nullable AttributeValue operand() {
        String word = words.peek();
        if (word != null && word.startsWith(":")) {
            AttributeValue value = update.expressionAttributeValues().get(words.remove());
            if (value == null) {
                throw new AssertionError("no value for " + word);
            }
            return value;
        }
        if (next("if_not_exists")) {
            expect("(");
            AttributeValue there = at(path());
            expect(",");
            AttributeValue otherwise = operand();
            expect(")");
            return there == null ? otherwise : there;
        }
        return at(path());
    }

    private List<String> path() {
        List<String> path = new ArrayList<>();
        do {
            String word = words.remove();
            String name = word.startsWith("#") ? update.expressionAttributeNames().get(word) : word;
            if (name == null) {
                throw new AssertionError("no name for " + word);
            }
            path.add(name);
        } while (next("."));
        return path;
    }

    private @Nullable AttributeValue at(List<String> path) {
        AttributeValue value = item.get(path.getFirst());
        for (String name : path.subList(1, path.size())) {
            value = value == null ? null : value.m().get(name);
        }
        return value;
    }

    private boolean next(String word) {
        if (word.equals(words.peek())) {
            words.remove();
            return true;
        }
        return false;
    }

    private void expect(String word) {
        if (!next(word)) {
            throw new AssertionError("expected %s at %s".formatted(word, words));
        }
    }
}
