package dev.signalbox.local.front;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Makes a service's errors: the SDK's exception that the operation declares, with AWS's code and words. */
public final class Fault {

    private Fault() {
    }

    /**
     * An error of the caller's making: HTTP 400.
     *
     * @param exception builds the SDK's exception class
     * @param code the error's code on the wire; for SQS the shape's name
     */
    public static AwsServiceException of(AwsServiceException.Builder exception, String code, String message) {
        return of(exception, 400, code, message);
    }

    /** An error with a status of its own. */
    public static AwsServiceException of(AwsServiceException.Builder exception, int status, String code, String message) {
        return exception.awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
                .statusCode(status).message(message).build();
    }
}
