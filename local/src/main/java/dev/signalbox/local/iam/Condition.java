package dev.signalbox.local.iam;

import java.util.List;
import java.util.Map;

import dev.signalbox.local.front.UnknownOperation;

/** One line of a statement's {@code Condition}: an operator, a key, and the values of which one must fit. */
record Condition(String operator, boolean ifExists, String key, List<String> values) {

    static Condition of(String operator, String key, List<String> values) {
        boolean ifExists = operator.endsWith("IfExists");
        String plain = ifExists ? operator.substring(0, operator.length() - "IfExists".length()) : operator;
        return switch (plain) {
            case "StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike",
                    "Bool", "Null" -> new Condition(plain, ifExists, key, values);
            default -> throw new UnknownOperation("The local cloud knows no condition operator " + operator + ".");
        };
    }

    boolean holds(Map<String, String> context) {
        String value = context.get(key);
        if (operator.equals("Null")) {
            return values.contains(String.valueOf(value == null));
        }
        if (value == null) {
            return ifExists || operator.contains("Not");
        }
        return switch (operator) {
            case "StringEquals", "Bool" -> values.contains(value);
            case "StringNotEquals" -> !values.contains(value);
            case "StringLike" -> values.stream().anyMatch(pattern -> Pattern.matches(pattern, value));
            case "StringNotLike" -> values.stream().noneMatch(pattern -> Pattern.matches(pattern, value));
            case "ArnEquals", "ArnLike" -> values.stream().anyMatch(pattern -> arnMatches(pattern, value));
            default -> values.stream().noneMatch(pattern -> arnMatches(pattern, value));
        };
    }

    /** Each of the six parts by itself, as AWS compares ARNs. */
    private static boolean arnMatches(String pattern, String arn) {
        String[] wanted = pattern.split(":", 6);
        String[] found = arn.split(":", 6);
        if (wanted.length != found.length) {
            return false;
        }
        for (int part = 0; part < wanted.length; part++) {
            if (!Pattern.matches(wanted[part], found[part])) {
                return false;
            }
        }
        return true;
    }
}
