package dev.signalbox.local.front;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkPojo;

/** AWS JSON 1.0 and 1.1: the operation in {@code X-Amz-Target}, members in the body. */
record JsonWire(Protocol protocol) implements Wire {

    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    @Override
    public AwsRequest read(Arrival arrival, Switchboard.Line line) {
        return Shapes.read(line.operation().request().get(), parse(arrival.body()), Naming.OF_THE_MODEL);
    }

    @Override
    public Answer write(SdkPojo response, byte[] content, Switchboard.Line line, String requestId) {
        return answer(200, Shapes.write(response, Naming.OF_THE_MODEL), requestId);
    }

    @Override
    public Answer refuse(Refusal refusal, Switchboard.@Nullable Line line, String requestId) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("__type", refusal.shape());
        body.setAll(refusal.members());
        body.put(refusal.messageMember(), refusal.message());
        Answer answer = answer(refusal.status(), body, requestId).with("x-amzn-ErrorType", refusal.shape());
        return line != null && Model.aws().api(line.service()).queryCompatible()
                ? answer.with("x-amzn-query-error", refusal.queryCode() + (refusal.isSenders() ? ";Sender" : ";Receiver")) : answer;
    }

    /** A body as JSON; an empty one is an object without members. */
    static JsonNode parse(byte[] body) {
        try {
            return body.length == 0 ? JsonNodeFactory.instance.objectNode() : MAPPER.readTree(body);
        } catch (IOException _) {
            throw new Refused("SerializationException", 400, "The request's body is not JSON.");
        }
    }

    static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer answer(int status, ObjectNode body, String requestId) {
        String type = protocol == Protocol.JSON_1_0 ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1";
        return Answer.of(status, type, bytes(body)).with("x-amzn-RequestId", requestId);
    }
}
