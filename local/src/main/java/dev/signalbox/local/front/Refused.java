package dev.signalbox.local.front;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** A call that the front door itself turns down before a service sees it. */
final class Refused extends AwsServiceException {

    private static final long serialVersionUID = 1L;

    Refused(String code, int status, String message) {
        super(builder().statusCode(status).message(message)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).build()));
    }
}
