package dev.signalbox.local.lambda;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;

/** SQS that keeps what it is sent, whatever the queue. */
public final class FakeQueues {

    /** A message and who sent it. */
    public record Sent(Caller by, SendMessageRequest message) {
        public String queue() {
            return message.queueUrl().substring(message.queueUrl().lastIndexOf('/') + 1);
        }

        public String attribute(String name) {
            return message.messageAttributes().get(name).stringValue();
        }
    }

    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();

    public Service service() {
        return new Service("sqs", "sqs", Protocol.JSON_1_0, List.of(Operation.<SendMessageRequest>of(SendMessageRequest::builder,
                request -> List.of(new Permission("sqs:SendMessage", "arn:aws:sqs:us-east-1:123456789012:"
                        + request.queueUrl().substring(request.queueUrl().lastIndexOf('/') + 1))),
                (request, caller) -> {
                    sent.add(new Sent(caller, request));
                    return SendMessageResponse.builder().messageId("m").build();
                })));
    }

    /** The next message, once it is there. */
    public Sent next() throws InterruptedException {
        Sent next = sent.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no message in a minute");
        }
        return next;
    }

    public boolean isEmpty() {
        return sent.isEmpty();
    }
}
