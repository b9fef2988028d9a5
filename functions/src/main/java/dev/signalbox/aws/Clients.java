package dev.signalbox.aws;

import java.time.Duration;

import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
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

    /** The client of a service. */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C of(B builder) {
        return builder
                .region(region)
                .httpClient(http)
                .credentialsProvider(EnvironmentVariableCredentialsProvider.create())
                .overrideConfiguration(settings -> settings.defaultProfileFile(ProfileFile.aggregator().build()))
                .build();
    }
}
