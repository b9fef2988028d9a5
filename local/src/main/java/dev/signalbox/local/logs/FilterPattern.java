package dev.signalbox.local.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.signalbox.local.front.UnknownOperation;

/**
 * CloudWatch Logs' filter patterns in their common forms: nothing; terms, all of them to be found ({@code "two words"} is one,
 * {@code ?a ?b} asks for any, {@code -a} for none); and {@code { $.a.b = "x" }} over JSON, comparisons joined by {@code &&} or by
 * {@code ||}, {@code *} at either end of a text. Case counts. Other forms are refused by name.
 */
final class FilterPattern {

    private static final Pattern TERM = Pattern.compile("([?-]?)(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s\"\\[\\]{}%]+))(?=\\s|$)\\s*");
    private static final Pattern COMPARISON = Pattern.compile(
            "\\(?\\s*\\$((?:\\.[A-Za-z0-9_-]+)+)\\s*(=|!=|<=|>=|<|>)\\s*(?:\"([^\"]*)\"|(-?\\d+(?:\\.\\d+)?)|([A-Za-z0-9_*.-]+))\\s*\\)?");
    private static final ObjectMapper JSON = new ObjectMapper();

    private FilterPattern() {
    }

    static Predicate<String> of(String pattern) {
        String wanted = pattern.strip();
        return wanted.startsWith("{") && wanted.endsWith("}") ? json(wanted.substring(1, wanted.length() - 1), wanted) : terms(wanted);
    }

    private static Predicate<String> terms(String pattern) {
        List<String> all = new ArrayList<>();
        List<String> any = new ArrayList<>();
        List<String> none = new ArrayList<>();
        Matcher term = TERM.matcher(pattern);
        int end = 0;
        while (end < pattern.length()) {
            if (!term.find(end) || term.start() != end) {
                throw unknown(pattern);
            }
            String text = term.group(2) == null ? term.group(3) : term.group(2).replaceAll("\\\\(.)", "$1");
            (term.group(1).equals("?") ? any : term.group(1).equals("-") ? none : all).add(text);
            end = term.end();
        }
        return line -> all.stream().allMatch(line::contains) && none.stream().noneMatch(line::contains)
                && (any.isEmpty() || any.stream().anyMatch(line::contains));
    }

    private static Predicate<String> json(String inside, String pattern) {
        boolean either = inside.contains("||");
        if (either && inside.contains("&&")) {
            throw unknown(pattern);
        }
        List<Predicate<JsonNode>> comparisons = new ArrayList<>();
        for (String part : inside.split(either ? "\\|\\|" : "&&")) {
            comparisons.add(comparison(part.strip(), pattern));
        }
        return line -> {
            try {
                JsonNode document = JSON.readTree(line);
                return document.isObject() && (either ? comparisons.stream().anyMatch(one -> one.test(document))
                        : comparisons.stream().allMatch(one -> one.test(document)));
            } catch (JsonProcessingException _) {
                return false;
            }
        };
    }

    private static Predicate<JsonNode> comparison(String text, String pattern) {
        Matcher parts = COMPARISON.matcher(text);
        if (!parts.matches()) {
            throw unknown(pattern);
        }
        String path = parts.group(1).replace('.', '/');
        String operator = parts.group(2);
        if (parts.group(4) != null) {
            double number = Double.parseDouble(parts.group(4));
            return document -> document.at(path).isNumber() && compare(document.at(path).doubleValue(), operator, number);
        }
        if (!operator.equals("=") && !operator.equals("!=")) {
            throw unknown(pattern);
        }
        String value = parts.group(3) == null ? parts.group(5) : parts.group(3);
        Pattern glob = Pattern.compile(("\\Q" + value + "\\E").replace("*", "\\E.*\\Q"), Pattern.DOTALL);
        return document -> document.at(path).isTextual()
                && glob.matcher(document.at(path).textValue()).matches() == operator.equals("=");
    }

    private static boolean compare(double found, String operator, double wanted) {
        return switch (operator) {
            case "=" -> found == wanted;
            case "!=" -> found != wanted;
            case "<" -> found < wanted;
            case "<=" -> found <= wanted;
            case ">" -> found > wanted;
            default -> found >= wanted;
        };
    }

    private static UnknownOperation unknown(String pattern) {
        return new UnknownOperation("The local cloud has no filter pattern of this form: " + pattern);
    }
}
