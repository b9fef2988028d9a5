package dev.signalbox.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** What AWS answers in place of a function that could not answer itself. */
final class ErrorDocument {

    private ErrorDocument() {
    }

    static byte[] of(String type, String message) {
        return JsonNodeFactory.instance.objectNode().put("errorType", type).put("errorMessage", message).toString().getBytes(UTF_8);
    }
}
