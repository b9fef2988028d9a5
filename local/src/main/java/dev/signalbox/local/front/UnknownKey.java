package dev.signalbox.local.front;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** A call signed with a session's key that is not or no longer valid. */
public final class UnknownKey extends AwsServiceException {

    private static final long serialVersionUID = 1L;
    private static final String WORDS = "The security token included in the request is invalid.";

    UnknownKey() {
        super(builder().statusCode(403).message(WORDS)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode("UnrecognizedClientException").errorMessage(WORDS).build()));
    }
}
