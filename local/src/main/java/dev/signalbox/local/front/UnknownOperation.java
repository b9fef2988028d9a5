package dev.signalbox.local.front;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** A call of what the local cloud does not have; its message names service and operation. */
public final class UnknownOperation extends AwsServiceException {

    private static final long serialVersionUID = 1L;

    public UnknownOperation(String service, String operation) {
        this("The local cloud has no " + service + ":" + operation + ".");
    }

    /** For what is lacking inside an operation: a parameter's value, a kind of source. */
    public UnknownOperation(String what) {
        super(builder().statusCode(501).message(what)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode("UnknownOperationException").errorMessage(what).build()));
    }
}
