package dev.signalbox.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * Makes the clients of AWS's services. They share one HTTP client, and look for credentials, region and endpoint nowhere but in the
 * environment, where Lambda puts them.
 */
public final class Clients {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration READ = Duration.ofSeconds(10);

    private final Region region;
    private final SdkHttpClient http = UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(READ).build();

    /** @param region such as {@code us-east-1} */
    public Clients(String region) {
        this.region = Region.of(region);
    }

    /**
     * Calls of a service without a client of its own.
     *
     * @param service its signing name, which is that of its endpoint too
     * @param targets what stands before the names of its operations
     */
    public SignedCalls calls(String service, String targets) {
        String given = System.getenv().getOrDefault("AWS_ENDPOINT_URL_" + service.toUpperCase(Locale.ROOT),
                System.getenv().getOrDefault("AWS_ENDPOINT_URL", ""));
        String endpoint = given.isEmpty()
                ? "https://%s.%s.%s".formatted(service, region.id(), PartitionMetadata.of(region).dnsSuffix()) : given;
        return new SignedCalls(http, EnvironmentVariableCredentialsProvider.create(), AwsRetryStrategy.standardRetryStrategy(),
                region.id(), URI.create(endpoint), service, targets);
    }

    /** The client of a service. */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C of(B builder) {
        return of(builder, EnvironmentVariableCredentialsProvider.create());
    }

    /** The client of a service that calls with other credentials than the function's own. */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C of(B builder, AwsCredentialsProvider credentials) {
        return builder
                .region(region)
                .httpClient(http)
                .credentialsProvider(credentials)
                .overrideConfiguration(settings -> settings.defaultProfileFile(ProfileFile.aggregator().build()))
                .build();
    }
}
