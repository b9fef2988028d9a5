package dev.signalbox.local.front;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkPojo;

/** A protocol, in the very form that one call has: reads its request, writes its answer or its error. */
sealed interface Wire permits Ec2Wire, JsonWire, QueryWire, RestWire {

    /** Which protocol's spelling of common errors the caller knows. */
    Protocol protocol();

    /** Reads the request's members. @throws MalformedShape naming the member whose value has the wrong type */
    AwsRequest read(Arrival arrival, Switchboard.Line line);

    /** The content that streams beside the members; empty where the protocol or the operation has none. */
    default byte[] content(Arrival arrival, Switchboard.Line line) {
        return new byte[0];
    }

    Answer write(SdkPojo response, byte[] content, Switchboard.Line line, String requestId);

    /** Writes an error. @param line null where the operation is not known */
    Answer refuse(Refusal refusal, Switchboard.@Nullable Line line, String requestId);
}
