package dev.signalbox.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * CodeCommit as the sessions of one role see it. A session lasts 15 minutes, the shortest that AWS gives, and is used again until a
 * minute before.
 */
public final class Sessions {

    private static final Duration LASTS = Duration.ofMinutes(15);
    private static final Duration EARLY = Duration.ofMinutes(1);
    /** What AWS says of credentials that are over, or that it does not know any more (CodeCommit's common errors). */
    private static final Set<String> OVER = Set.of("ExpiredTokenException", "ExpiredToken", "UnrecognizedClientException",
            "InvalidClientTokenId");

    private final Supplier<StsClient> makesSts;
    private final String role;
    private final Function<AwsCredentialsProvider, CodeCommitClient> clients;
    private final InstantSource clock;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();

    private @Nullable StsClient sts;

    private record Session(CodeCommitClient client, Instant until) {
    }

    /**
     * @param sts makes the client of STS, which is not needed before the first session: most runs are of no pull request
     * @param role its ARN
     * @param clients makes a client that calls with some credentials
     */
    public Sessions(Supplier<StsClient> sts, String role, Function<AwsCredentialsProvider, CodeCommitClient> clients, InstantSource clock) {
        this.makesSts = sts;
        this.role = role;
        this.clients = clients;
        this.clock = clock;
    }

    /**
     * Calls as a session: as another one, once, where AWS says that it is over before our own clock does.
     *
     * @param name of the session: 2 to 64 of {@code A-Z a-z 0-9 _ + = , . @ -}
     */
    <T> T call(String name, Function<CodeCommitClient, T> call) {
        Session session = as(name);
        try {
            return call.apply(session.client());
        } catch (AwsServiceException refused) {
            if (!isOver(refused)) {
                throw refused;
            }
            sessions.remove(name, session);
            return call.apply(as(name).client());
        }
    }

    private static boolean isOver(AwsServiceException refused) {
        return refused.awsErrorDetails() instanceof AwsErrorDetails details && OVER.contains(details.errorCode());
    }

    private Session as(String name) {
        return sessions.compute(name, (_, known) ->
                known == null || !clock.instant().isBefore(known.until()) ? begin(name) : known);
    }

    private Session begin(String name) {
        Credentials given = sts().assumeRole(request -> request.roleArn(role).roleSessionName(name)
                .durationSeconds(Math.toIntExact(LASTS.toSeconds()))).credentials();
        AwsSessionCredentials credentials =
                AwsSessionCredentials.create(given.accessKeyId(), given.secretAccessKey(), given.sessionToken());
        return new Session(clients.apply(StaticCredentialsProvider.create(credentials)), given.expiration().minus(EARLY));
    }

    private synchronized StsClient sts() {
        if (sts == null) {
            sts = makesSts.get();
        }
        return sts;
    }

    /** The ARN of a session: {@code arn:aws:sts::123456789012:assumed-role/ROLE/NAME}. The role's path is not in it. */
    String arn(String name) {
        String[] parts = role.split(":", 6);
        return "arn:%s:sts::%s:assumed-role/%s/%s".formatted(parts[1], parts[4], role.substring(role.lastIndexOf('/') + 1), name);
    }
}
