package dev.signalbox.local.localstack;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** AWS's own clients of one cloud. */
final class Clients implements AutoCloseable {

    /** A queue of this test's own, which anybody may send to. */
    record Inbox(String url, String arn) { }

    private static final String ANYBODY = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}]}""";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    final EventBridgeClient events;
    final SfnClient runs;
    final SnsClient topics;
    final SqsClient queues;

    /** @param accessKey LocalStack takes one of twelve digits for the account, the local cloud takes any for a user's name */
    Clients(URI endpoint, String accessKey) {
        events = to(endpoint, accessKey, EventBridgeClient.builder());
        runs = to(endpoint, accessKey, SfnClient.builder());
        topics = to(endpoint, accessKey, SnsClient.builder());
        queues = to(endpoint, accessKey, SqsClient.builder());
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C to(URI endpoint, String accessKey, B client) {
        return client.endpointOverride(endpoint).region(Region.US_EAST_1).httpClient(http)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "secret"))).build();
    }

    Inbox inbox() {
        String url = queues.createQueue(r -> r.queueName("inbox-" + UUID.randomUUID())
                .attributes(Map.of(QueueAttributeName.POLICY, ANYBODY))).queueUrl();
        return new Inbox(url, queues.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes().get(QueueAttributeName.QUEUE_ARN));
    }

    /** What has come to a queue once the last of it is there. */
    List<String> received(Inbox inbox, Predicate<String> last) {
        List<String> received = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (received.stream().noneMatch(last)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain for the last of " + received);
            }
            for (Message message : queues.receiveMessage(r -> r.queueUrl(inbox.url()).maxNumberOfMessages(10).waitTimeSeconds(5)).messages()) {
                received.add(message.body());
                queues.deleteMessage(r -> r.queueUrl(inbox.url()).receiptHandle(message.receiptHandle()));
            }
        }
        return received;
    }

    @Override
    public void close() {
        events.close();
        runs.close();
        topics.close();
        queues.close();
        http.close();
    }
}
