package dev.signalbox.local.command;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Who calls AWS, and where, as the AWS CLI takes it from the environment and from profiles: {@code AWS_ACCESS_KEY_ID} and its companions,
 * {@code AWS_PROFILE}, {@code AWS_REGION} or else {@code AWS_DEFAULT_REGION}, {@code AWS_ENDPOINT_URL} (which the SDK reads by itself).
 */
final class AwsAccess implements AutoCloseable {

    private final AwsCredentialsProvider credentials;
    private final Region region;
    private final SdkHttpClient http = UrlConnectionHttpClient.create();

    private AwsAccess(AwsCredentialsProvider credentials, Region region) {
        this.credentials = credentials;
        this.region = region;
    }

    /**
     * @param environment the process's variables
     * @throws WrongRequest when there are no credentials, or no region
     */
    static AwsAccess of(Map<String, String> environment) {
        Region region = region(environment);
        AwsCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();
        try {
            credentials.resolveCredentials();
        } catch (SdkClientException none) {
            String why = environment.containsKey("AWS_PROFILE")
                    ? " (profile %s: %s)".formatted(environment.get("AWS_PROFILE"), none.getMessage()) : "";
            throw new WrongRequest("There are no AWS credentials%s. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE."
                    .formatted(why));
        }
        return new AwsAccess(credentials, region);
    }

    String region() {
        return region.id();
    }

    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
        return builder.region(region).credentialsProvider(credentials).httpClient(http).build();
    }

    @Override
    public void close() {
        http.close();
    }

    private static Region region(Map<String, String> environment) {
        Optional<String> named = Stream.of("AWS_REGION", "AWS_DEFAULT_REGION").map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isBlank()).findFirst();
        try {
            return named.map(Region::of).orElseGet(() -> DefaultAwsRegionProviderChain.builder().build().getRegion());
        } catch (SdkClientException _) {
            throw new WrongRequest("There is no AWS region. Set AWS_REGION, or a profile that has one.");
        }
    }
}
