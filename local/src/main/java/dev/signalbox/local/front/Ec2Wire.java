package dev.signalbox.local.front;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkPojo;

/** EC2's own kind of query: the local cloud has no EC2, but says so in the form that EC2's clients read. */
record Ec2Wire() implements Wire {

    @Override
    public Protocol protocol() {
        return Protocol.QUERY;
    }

    @Override
    public AwsRequest read(Arrival arrival, Switchboard.Line line) {
        throw new UnknownOperation(line.service().name(), line.operation().name());
    }

    @Override
    public Answer write(SdkPojo response, byte[] content, Switchboard.Line line, String requestId) {
        throw new UnknownOperation(line.service().name(), line.operation().name());
    }

    @Override
    public Answer refuse(Refusal refusal, Switchboard.@Nullable Line line, String requestId) {
        byte[] body = new Xml.Writer().open("Response").open("Errors").open("Error").text("Code", refusal.code())
                .text("Message", refusal.message()).close().close().text("RequestID", requestId).close().document();
        return Answer.of(refusal.status(), "text/xml", body);
    }
}
