package dev.signalbox.local.front;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * REST with JSON or XML: members in the path, the query, headers and the body, each where the SDK's field tables say.
 *
 * @param variables the path's variables by the names of the address's template, unescaped
 * @param head whether the answer must have no body
 */
record RestWire(Protocol protocol, Map<String, String> variables, boolean head) implements Wire {

    @Override
    public AwsRequest read(Arrival arrival, Switchboard.Line line) {
        SdkBuilder<?, ? extends AwsRequest> builder = line.operation().request().get();
        SdkPojo target = (SdkPojo) builder;
        for (SdkField<?> field : target.sdkFields()) {
            found(field, arrival).ifPresent(value -> field.set(target, value));
        }
        Optional<SdkField<?>> payload = payload(target);
        if (payload.isPresent()) {
            if (arrival.body().length > 0) {
                payload.get().set(target, payload(payload.get(), arrival.body()));
            }
        } else if (content(arrival, line).length == 0 && arrival.body().length > 0 && hasBodyMembers(target)) {
            fill(target, arrival.body());
        }
        return builder.build();
    }

    @Override
    public byte[] content(Arrival arrival, Switchboard.Line line) {
        return Model.aws().call(line.service(), line.operation()).takes().isEmpty() ? new byte[0] : arrival.body();
    }

    @Override
    public Answer write(SdkPojo response, byte[] content, Switchboard.Line line, String requestId) {
        Model.Call call = Model.aws().call(line.service(), line.operation());
        int status = call.status();
        Map<String, String> headers = new LinkedHashMap<>();
        for (SdkField<?> field : response.sdkFields()) {
            Object value = field.getValueOrDefault(response);
            if (Shapes.absent(value)) {
                continue;
            }
            if (field.location() == MarshallLocation.STATUS_CODE) {
                status = (Integer) value;
            } else if (field.location() == MarshallLocation.HEADER) {
                header(headers, field, value);
            }
        }
        Answer answer = body(response, content, call, line, status);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return identified(answer, requestId);
    }

    @Override
    public Answer refuse(Refusal refusal, Switchboard.@Nullable Line line, String requestId) {
        if (head) {
            return identified(new Answer(refusal.status(), Map.of(), new byte[0]), requestId);
        }
        if (protocol == Protocol.REST_XML) {
            byte[] body = new Xml.Writer().open("Error").text("Code", refusal.code()).text("Message", refusal.message())
                    .text("RequestId", requestId).close().document();
            return identified(Answer.of(refusal.status(), "application/xml", body), requestId);
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.setAll(refusal.members());
        body.put(refusal.messageMember(), refusal.message());
        Answer answer = Answer.of(refusal.status(), "application/json", JsonWire.bytes(body));
        return identified(answer.with("x-amzn-ErrorType", refusal.code()), requestId);
    }

    private Answer identified(Answer answer, String requestId) {
        return answer.with(protocol == Protocol.REST_XML ? "x-amz-request-id" : "x-amzn-RequestId", requestId);
    }

    private Answer body(SdkPojo response, byte[] content, Model.Call call, Switchboard.Line line, int status) {
        if (head) {
            return new Answer(status, Map.of(), new byte[0]);
        }
        if (!call.gives().isEmpty()) {
            return Answer.of(status, "application/octet-stream", content);
        }
        Optional<SdkField<?>> payload = payload(response);
        if (payload.isPresent()) {
            return switch (payload.get().getValueOrDefault(response)) {
                case null -> new Answer(status, Map.of(), new byte[0]);
                case SdkBytes bytes -> Answer.of(status, "application/octet-stream", bytes.asByteArrayUnsafe());
                case String text -> Answer.of(status, "text/plain", text.getBytes(StandardCharsets.UTF_8));
                case SdkPojo pojo -> protocol == Protocol.REST_XML
                        ? Answer.of(status, "application/xml", new Xml.Writer().open(payload.get().unmarshallLocationName())
                                .members(pojo, field -> true).close().document())
                        : Answer.of(status, "application/json", JsonWire.bytes(Shapes.write(pojo, Naming.ON_THE_WIRE)));
                default -> throw new IllegalStateException(call.name() + " has a payload of an unknown kind");
            };
        }
        if (status == 204 || !hasBodyMembers(response)) {
            return new Answer(status, Map.of(), new byte[0]);
        }
        return protocol == Protocol.REST_XML
                ? Answer.of(status, "application/xml", new Xml.Writer()
                        .open(call.name() + "Result").members(response, RestWire::inBody).close().document())
                : Answer.of(status, "application/json", JsonWire.bytes(Shapes.write(response, Naming.ON_THE_WIRE, RestWire::inBody)));
    }

    private static void header(Map<String, String> headers, SdkField<?> field, Object value) {
        switch (value) {
            case Map<?, ?> map -> map.forEach((key, inner) -> headers.put(field.locationName() + key, (String) inner));
            case List<?> list -> headers.put(field.locationName(), list.stream().map(String::valueOf).collect(Collectors.joining(",")));
            default -> headers.put(field.locationName(), Scalars.write(value, field, Format.RFC_822));
        }
    }

    private Optional<Object> found(SdkField<?> field, Arrival arrival) {
        String name = field.locationName();
        return switch (field.location()) {
            case PATH, GREEDY_PATH -> Optional.ofNullable(variables.get(name)).map(text -> Scalars.read(text, field, name));
            case QUERY_PARAM -> switch (field.marshallingType().getKnownType()) {
                case LIST -> {
                    SdkField<?> item = field.getRequiredTrait(ListTrait.class).memberFieldInfo();
                    yield Optional.ofNullable(arrival.query().get(name))
                            .map(texts -> texts.stream().map(text -> Scalars.read(text, item, name)).toList());
                }
                case MAP -> throw new UnknownOperation("The local cloud reads no map out of a query: " + name);
                default -> arrival.parameter(name).map(text -> Scalars.read(text, field, name));
            };
            case HEADER -> switch (field.marshallingType().getKnownType()) {
                case LIST -> {
                    SdkField<?> item = field.getRequiredTrait(ListTrait.class).memberFieldInfo();
                    List<Object> list = new ArrayList<>();
                    for (String text : arrival.header(name).split(",")) {
                        if (!text.isBlank()) {
                            list.add(Scalars.read(text.strip(), item, name));
                        }
                    }
                    yield list.isEmpty() ? Optional.empty() : Optional.of(list);
                }
                case MAP -> {
                    SdkField<?> item = field.getRequiredTrait(MapTrait.class).valueFieldInfo();
                    Map<String, Object> map = new LinkedHashMap<>();
                    arrival.headers().forEach((header, text) -> {
                        if (header.regionMatches(true, 0, name, 0, name.length())) {
                            map.put(header.substring(name.length()).toLowerCase(Locale.ROOT), Scalars.read(text, item, header));
                        }
                    });
                    yield map.isEmpty() ? Optional.empty() : Optional.of(map);
                }
                default -> Optional.ofNullable(arrival.headers().get(name)).map(text -> Scalars.read(text, field, name));
            };
            case PAYLOAD, STATUS_CODE -> Optional.empty();
        };
    }

    private Object payload(SdkField<?> field, byte[] body) {
        if (field.marshallingType().getKnownType() == MarshallingKnownType.SDK_BYTES) {
            return SdkBytes.fromByteArray(body);
        }
        if (field.marshallingType().getKnownType() == MarshallingKnownType.STRING) {
            return Xml.text(body);
        }
        SdkPojo inner = field.constructor().get();
        fill(inner, body);
        return ((SdkBuilder<?, ?>) inner).build();
    }

    private void fill(SdkPojo target, byte[] body) {
        if (protocol == Protocol.REST_XML) {
            Xml.fill(target, Xml.root(body), "", RestWire::inBody);
        } else {
            JsonNode json = JsonWire.parse(body);
            Shapes.fill(target, json, Naming.ON_THE_WIRE, "", RestWire::inBody);
        }
    }

    private static Optional<SdkField<?>> payload(SdkPojo shape) {
        return shape.sdkFields().stream().filter(field -> field.containsTrait(PayloadTrait.class)).findFirst().map(field -> field);
    }

    private static boolean hasBodyMembers(SdkPojo shape) {
        return shape.sdkFields().stream().anyMatch(RestWire::inBody);
    }

    private static boolean inBody(SdkField<?> field) {
        return field.location() == MarshallLocation.PAYLOAD;
    }
}
