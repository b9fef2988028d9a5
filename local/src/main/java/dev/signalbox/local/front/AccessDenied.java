package dev.signalbox.local.front;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** A call that the caller's policies, or those of the resource, do not allow; worded as AWS words it. */
public final class AccessDenied extends AwsServiceException {

    private static final long serialVersionUID = 1L;

    public AccessDenied(Caller caller, Permission permission, String because) {
        super(builder().statusCode(400)
                .message("User: %s is not authorized to perform: %s on resource: %s because %s"
                        .formatted(caller.arn(), permission.action(), permission.resource(), because))
                .awsErrorDetails(AwsErrorDetails.builder().errorCode("AccessDeniedException").errorMessage(
                        "User: %s is not authorized to perform: %s on resource: %s because %s"
                                .formatted(caller.arn(), permission.action(), permission.resource(), because)).build()));
    }
}
