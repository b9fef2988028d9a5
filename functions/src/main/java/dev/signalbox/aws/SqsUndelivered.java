package dev.signalbox.aws;

import software.amazon.awssdk.services.sqs.SqsClient;

import dev.signalbox.run.Undelivered;

/** The undelivered queue in SQS. */
public final class SqsUndelivered implements Undelivered {

    private final SqsClient sqs;
    private final String queueUrl;

    public SqsUndelivered(SqsClient sqs, String queueUrl) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
    }

    @Override
    public void send(String body) {
        sqs.sendMessage(request -> request.queueUrl(queueUrl).messageBody(body));
    }
}
