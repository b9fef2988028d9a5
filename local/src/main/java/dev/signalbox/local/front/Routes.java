package dev.signalbox.local.front;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds which operation of a REST service a request means, served or not. */
final class Routes {

    /** An operation's name and its path's variables. */
    record Match(String operation, Map<String, String> variables) { }

    private Routes() {
    }

    /** The operation that fits closest: the most parameters named by its address, then the most of its path fixed. */
    static Optional<Match> find(List<Model.Route> routes, Arrival arrival, String path) {
        return routes.stream()
                .filter(route -> route.method().equals(arrival.method()) && asks(route, arrival)
                        && variables(route.uri(), path).isPresent())
                .max(Comparator.comparingInt((Model.Route route) -> route.query().size() + route.needs().size())
                        .thenComparingInt(route -> route.uri().replaceAll("\\{[^}]*}", "").length())
                        .thenComparing(route -> !route.uri().contains("+}"))
                        .thenComparing(Model.Route::operation, Comparator.reverseOrder()))
                .map(route -> new Match(route.operation(), variables(route.uri(), path).orElseThrow()));
    }

    private static boolean asks(Model.Route route, Arrival arrival) {
        return route.query().entrySet().stream().allMatch(wanted -> arrival.parameter(wanted.getKey())
                        .filter(value -> wanted.getValue().isEmpty() || wanted.getValue().equals(value)).isPresent())
                && route.needs().stream().allMatch(name -> arrival.query().containsKey(name) || arrival.headers().containsKey(name));
    }

    private static Optional<Map<String, String>> variables(String template, String path) {
        String[] wanted = segments(template);
        boolean greedy = wanted.length > 0 && wanted[wanted.length - 1].endsWith("+}");
        String[] given = greedy ? trimmed(path).split("/", wanted.length) : segments(path);
        if (given.length != wanted.length) {
            return Optional.empty();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (int at = 0; at < wanted.length; at++) {
            if (!wanted[at].startsWith("{")) {
                if (!wanted[at].equals(given[at])) {
                    return Optional.empty();
                }
            } else if (given[at].isEmpty()) {
                return Optional.empty();
            } else {
                variables.put(wanted[at].replaceAll("[{}+]", ""), Arrival.unescaped(given[at]));
            }
        }
        return Optional.of(variables);
    }

    /** A path's parts; a slash at its end is as good as none. */
    private static String[] segments(String path) {
        String trimmed = trimmed(path).replaceFirst("/$", "");
        return trimmed.isEmpty() ? new String[0] : trimmed.split("/", -1);
    }

    private static String trimmed(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }
}
