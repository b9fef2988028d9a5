package dev.signalbox.local.front;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * What AWS's models say about the operations that the local cloud may serve and the SDK's classes do not: what is required,
 * what is sensitive, where a REST call goes, which errors there are and how they look on the wire. Read from {@code api.json},
 * which {@code src/main/models/generate.py} writes.
 */
public final class Model {

    /** An error that an operation declares; {@code queryCode} is its code for clients of an older protocol, often the same. */
    record Failure(String shape, String code, int status, String message, String queryCode) { }

    /**
     * A shape that requires or hides something, or leads to one that does.
     *
     * @param members member to shape, only those that do
     * @param item the shape of a list's items or a map's values, empty where it does not matter
     */
    record Shape(List<String> required, Map<String, String> members, String item, boolean isMap, boolean sensitive) {
        static final Shape PLAIN = new Shape(List.of(), Map.of(), "", false, false);
    }

    /**
     * An operation.
     *
     * @param takes the request's member that streams, empty where none does: the SDK's class leaves it out
     * @param gives the response's member that streams
     * @param status of a REST operation's answer when all went well
     */
    record Call(String name, String input, String output, String takes, String gives, String resultWrapper, List<Failure> errors,
            String uri, int status) { }

    /** Where a REST operation is reached; {@code needs} are parameters or headers without which it is another operation. */
    record Route(String method, String uri, Map<String, String> query, List<String> needs, String operation) { }

    record Api(String name, String targetPrefix, String xmlNamespace, boolean queryCompatible, Map<String, Call> calls,
            Map<String, Failure> errors, Map<String, Shape> shapes, List<Route> routes) {

        Shape shape(String shape) {
            return shapes.getOrDefault(shape, Shape.PLAIN);
        }
    }

    private static final Model AWS = load();

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Api> apis = new HashMap<>();

    private Model(JsonNode json) {
        json.path("names").properties().forEach(entry -> names.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue().asText()));
        json.path("services").properties().forEach(entry -> apis.put(entry.getKey(), api(entry.getKey(), entry.getValue())));
    }

    /** AWS's own models. */
    static Model aws() {
        return AWS;
    }

    /**
     * Refuses a service that AWS's models, as far as they are kept here, do not have whole.
     *
     * @throws IllegalArgumentException naming the operations that {@code operations.txt} lacks
     */
    static void expect(Service service) {
        Api api = AWS.apis.get(service.name());
        List<String> missing = service.operations().stream().map(Operation::name)
                .filter(name -> api == null || !api.calls().containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("not in operations.txt: " + service.name() + " " + String.join(" ", missing));
        }
    }

    Api api(Service service) {
        return apis.get(service.name());
    }

    Call call(Service service, Operation<?> operation) {
        return apis.get(service.name()).calls().get(operation.name());
    }

    /** The name in the AWS CLI of the service that signs with a name; empty when no or more than one service does. */
    Optional<String> named(String signingName) {
        return Optional.ofNullable(names.get(signingName.toLowerCase(Locale.ROOT)));
    }

    private static Model load() {
        try (InputStream in = Model.class.getResourceAsStream("api.json")) {
            return new Model(JsonMapper.builder().build().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Api api(String name, JsonNode json) {
        Map<String, Failure> errors = new HashMap<>();
        json.path("errors").properties().forEach(entry -> errors.put(entry.getKey(), failure(entry.getKey(), entry.getValue())));
        Map<String, Call> calls = new HashMap<>();
        json.path("operations").properties().forEach(entry -> calls.put(entry.getKey(), call(entry.getKey(), entry.getValue(), errors)));
        Map<String, Shape> shapes = new HashMap<>();
        json.path("shapes").properties().forEach(entry -> shapes.put(entry.getKey(), shape(entry.getValue())));
        List<Route> routes = new ArrayList<>();
        json.path("routes").forEach(route -> routes.add(route(route)));
        return new Api(name, json.path("targetPrefix").asText(), json.path("xmlNamespace").asText(),
                json.path("queryCompatible").asBoolean(), calls, errors, shapes, routes);
    }

    private static Failure failure(String shape, JsonNode json) {
        String code = json.path("code").asText();
        String queryCode = json.path("queryCode").asText();
        return new Failure(shape, code, json.path("status").asInt(), json.path("message").asText(), queryCode.isEmpty() ? code : queryCode);
    }

    private static Call call(String name, JsonNode json, Map<String, Failure> errors) {
        return new Call(name, json.path("input").asText(), json.path("output").asText(), json.path("takes").asText(),
                json.path("gives").asText(), json.path("resultWrapper").asText(),
                texts(json.path("errors")).stream().map(errors::get).toList(),
                json.path("uri").asText(), json.path("status").asInt(200));
    }

    private static Shape shape(JsonNode json) {
        Map<String, String> members = new HashMap<>();
        json.path("members").properties().forEach(entry -> members.put(entry.getKey(), entry.getValue().asText()));
        return new Shape(texts(json.path("required")), members, json.path("list").asText() + json.path("map").asText(),
                json.has("map"), json.path("sensitive").asBoolean());
    }

    private static Route route(JsonNode json) {
        Map<String, String> query = new LinkedHashMap<>();
        texts(json.path("query")).forEach(part -> {
            String[] pair = part.split("=", 2);
            query.put(pair[0], pair.length == 2 ? pair[1] : "");
        });
        return new Route(json.path("method").asText(), json.path("uri").asText(), query, texts(json.path("needs")),
                json.path("operation").asText());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return List.copyOf(texts);
    }
}
