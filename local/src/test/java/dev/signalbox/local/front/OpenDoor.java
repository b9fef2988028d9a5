package dev.signalbox.local.front;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** A front door with services behind it, and the SDK's clients before it. */
final class OpenDoor implements AutoCloseable {

    final Identities identities = new Identities("123456789012");
    final Switchboard switchboard;
    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final Optional<Recorder> recorder;
    private final FrontDoor door;

    OpenDoor(Gate gate, Optional<Path> record, Service... services) {
        switchboard = new Switchboard(gate);
        List.of(services).forEach(switchboard::connect);
        recorder = record.map(Recorder::new);
        door = new FrontDoor(0, switchboard, identities, recorder);
        door.open();
    }

    OpenDoor(Service... services) {
        this(Gate.open(), Optional.empty(), services);
    }

    URI endpoint() {
        return door.endpoint();
    }

    FrontDoor door() {
        return door;
    }

    /** A client whose calls the user ada makes. */
    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
        return client(builder, "ada");
    }

    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder, String accessKeyId) {
        return builder.endpointOverride(door.endpoint()).region(Region.US_EAST_1).httpClient(http)
                .overrideConfiguration(configuration -> configuration.retryStrategy(retries -> retries.maxAttempts(1)))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, "local"))).build();
    }

    /** An operation that anybody may call. */
    static <I extends AwsRequest> Operation<I> free(Supplier<? extends SdkBuilder<?, I>> request, Operation.Handler<I> handler) {
        return Operation.of(request, typed -> List.of(), handler);
    }

    static Service service(String name, String signingName, Protocol protocol, Operation<?>... operations) {
        return new Service(name, signingName, protocol, List.of(operations));
    }

    /** An operation that remembers what it was asked and answers what it was told to. */
    static final class Echo<I extends AwsRequest> {
        volatile I asked;
        volatile Caller caller;
        volatile SdkPojo answer;

        Echo(I nothing, SdkPojo answer) {
            asked = nothing;
            caller = new Caller.User("", "");
            this.answer = answer;
        }

        SdkPojo handle(I request, Caller by) {
            asked = request;
            caller = by;
            return answer;
        }
    }

    @Override
    public void close() {
        door.close();
        recorder.ifPresent(Recorder::close);
        http.close();
    }
}
