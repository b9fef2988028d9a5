package dev.signalbox.local.front;

import com.fasterxml.jackson.databind.node.ObjectNode;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.SdkPojo;

/** Calls from one service of the local cloud to another: allowed or refused by policies like any other call. */
public interface Calls {

    /**
     * Makes a call with an SDK request.
     *
     * @return the SDK's response to it
     * @throws software.amazon.awssdk.awscore.exception.AwsServiceException as the operation declares
     * @throws UnknownOperation when the local cloud has no such operation
     */
    SdkPojo call(Caller caller, AwsRequest request);

    /**
     * Makes a call with content beside the members of its request or response, as PutObject and GetObject have it.
     *
     * @param content empty where the request has none
     * @return the response and its content, empty where it has none
     */
    ResponseBytes<? extends SdkPojo> transfer(Caller caller, AwsRequest request, byte[] content);

    /**
     * Makes a call that is known by its names only, as a state machine's Task does.
     *
     * @param service a CLI name or signing name: {@code codebuild}, {@code states}
     * @param operation {@code StartBuild}; the first letter's case does not matter
     * @param arguments members in PascalCase
     * @return the response's members in PascalCase
     */
    ObjectNode call(Caller caller, String service, String operation, ObjectNode arguments);
}
