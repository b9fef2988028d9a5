package dev.signalbox.local.front;

import com.fasterxml.jackson.databind.JsonNode;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** A request with a member of the wrong type. */
public final class MalformedShape extends AwsServiceException {

    private static final long serialVersionUID = 1L;

    MalformedShape(String path, String expected, JsonNode found) {
        super(builder().statusCode(400).message(words(path, expected, found))
                .awsErrorDetails(AwsErrorDetails.builder().errorCode("SerializationException")
                        .errorMessage(words(path, expected, found)).build()));
    }

    private static String words(String path, String expected, JsonNode found) {
        String shown = found.toString();
        return "%s: expected %s, found %s".formatted(path, expected, shown.length() > 60 ? shown.substring(0, 60) + "…" : shown);
    }
}
