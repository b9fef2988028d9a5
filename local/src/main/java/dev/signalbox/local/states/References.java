package dev.signalbox.local.states;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an expression refers to outside itself, found without evaluating it.
 *
 * @param names variables and functions that it neither defines nor takes as parameters, without the {@code $}
 * @param states the members of {@code $states} that it reads
 */
record References(Set<String> names, Set<String> states) {

    /** JSONata's own functions and those that Step Functions adds; {@code eval} is not among them. */
    static final Set<String> FUNCTIONS = Set.of("abs", "append", "assert", "average", "base64decode", "base64encode", "boolean", "ceil",
            "contains", "count", "decodeUrl", "decodeUrlComponent", "distinct", "each", "encodeUrl", "encodeUrlComponent", "error",
            "exists", "filter", "floor", "formatBase", "formatInteger", "formatNumber", "fromMillis", "hash", "join", "keys", "length",
            "lookup", "lowercase", "map", "match", "max", "merge", "millis", "min", "not", "now", "number", "pad", "parse",
            "parseInteger", "partition", "power", "random", "range", "reduce", "replace", "reverse", "round", "shuffle", "sift", "single",
            "sort", "split", "spread", "sqrt", "string", "substring", "substringAfter", "substringBefore", "sum", "toMillis", "trim",
            "type", "uppercase", "uuid", "zip");

    private static final String BEFORE_A_PATTERN = "(,=~>:[?{&|;";

    static References of(String source) {
        List<String> tokens = tokens(source);
        Set<String> own = new HashSet<>();
        for (int at = 0; at < tokens.size(); at++) {
            String token = tokens.get(at);
            if (token.startsWith("$") && at + 1 < tokens.size() && tokens.get(at + 1).equals(":=")) {
                own.add(token);
            }
            if ((token.equals("function") || token.equals("λ")) && at + 1 < tokens.size() && tokens.get(at + 1).equals("(")) {
                for (int parameter = at + 2; parameter < tokens.size() && !tokens.get(parameter).equals(")"); parameter++) {
                    own.add(tokens.get(parameter));
                }
            }
            if ((token.equals("@") || token.equals("#")) && at + 1 < tokens.size()) {
                own.add(tokens.get(at + 1));
            }
        }
        Set<String> names = new LinkedHashSet<>();
        Set<String> states = new LinkedHashSet<>();
        for (int at = 0; at < tokens.size(); at++) {
            String token = tokens.get(at);
            if (token.length() > 1 && token.startsWith("$") && !token.equals("$$") && !own.contains(token)) {
                names.add(token.substring(1));
                if (token.equals("$states") && at + 2 < tokens.size() && tokens.get(at + 1).equals(".")) {
                    states.add(tokens.get(at + 2));
                }
            }
        }
        return new References(names, states);
    }

    /** Names, {@code :=} and single characters, without strings, patterns and comments. */
    private static List<String> tokens(String source) {
        var tokens = new ArrayList<String>();
        int at = 0;
        char before = '(';
        while (at < source.length()) {
            char here = source.charAt(at);
            if (Character.isWhitespace(here)) {
                at++;
                continue;
            }
            if (source.startsWith("/*", at)) {
                at = after(source, "*/", at + 2);
                continue;
            }
            if (here == '"' || here == '\'' || here == '`' || here == '/' && BEFORE_A_PATTERN.indexOf(before) >= 0) {
                at = closing(source, here, at + 1);
                tokens.add(String.valueOf(here));
            } else if (source.startsWith(":=", at)) {
                tokens.add(":=");
                at += 2;
                here = '=';
            } else if (here == '$' || Character.isUnicodeIdentifierStart(here)) {
                int end = at + 1;
                while (end < source.length() && (Character.isUnicodeIdentifierPart(source.charAt(end)) || source.charAt(end) == '$')) {
                    end++;
                }
                tokens.add(source.substring(at, end));
                at = end;
            } else {
                tokens.add(String.valueOf(here));
                at++;
            }
            before = here;
        }
        return tokens;
    }

    private static int after(String source, String end, int from) {
        int found = source.indexOf(end, from);
        return found < 0 ? source.length() : found + end.length();
    }

    private static int closing(String source, char quote, int from) {
        int at = from;
        while (at < source.length() && source.charAt(at) != quote) {
            at += source.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, source.length());
    }
}
