package dev.signalbox.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.retries.api.BackoffStrategy;

class SsmAccountRulesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RULES = "version: 1\ndefaults: { timeout: 30m }\n";

    private final FakeSsm ssm = new FakeSsm();
    private final SsmAccountRules rules = new SsmAccountRules(new SignedCalls(ssm,
            StaticCredentialsProvider.create(AwsSessionCredentials.create("ASIAEXAMPLE", "secret", "session")),
            AwsRetryStrategy.standardRetryStrategy().toBuilder().backoffStrategy(BackoffStrategy.retryImmediately())
                    .throttlingBackoffStrategy(BackoffStrategy.retryImmediately()).build(),
            "eu-west-1", URI.create("https://ssm.eu-west-1.amazonaws.com"), "ssm", "AmazonSSM"), "/signalbox/rules");

    @Test
    void theLayerIsTheParametersText() {
        ssm.parameters.put("/signalbox/rules", RULES);
        assertEquals(Optional.of(RULES), rules.text());
        ssm.parameters.put("/signalbox/rules", "version: 1");
        assertEquals(Optional.of("version: 1"), rules.text());
    }

    @Test
    void withoutTheParameterThereIsNoLayer() {
        assertEquals(Optional.empty(), rules.text());
        assertEquals(1, ssm.requests.size());
    }

    @Test
    void theCallIsSignedForServiceAndRegion() {
        rules.text();
        SdkHttpRequest request = ssm.requests.getFirst();
        String authorization = request.firstMatchingHeader("Authorization").orElseThrow();
        assertTrue(authorization.matches("AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/[0-9]{8}/eu-west-1/ssm/aws4_request, "
                + "SignedHeaders=[a-z0-9;-]*x-amz-target[a-z0-9;-]*, Signature=[0-9a-f]{64}"), authorization);
        assertEquals(Optional.of("session"), request.firstMatchingHeader("X-Amz-Security-Token"));
        assertEquals(Optional.of("application/x-amz-json-1.1"), request.firstMatchingHeader("Content-Type"));
        assertEquals(URI.create("https://ssm.eu-west-1.amazonaws.com/"), request.getUri().resolve("/"));
    }

    @Test
    void whatPassesAtOnceIsTriedAgain() {
        ssm.parameters.put("/signalbox/rules", RULES);
        ssm.trouble.add(new Answer(400, "{\"__type\": \"ThrottlingException\", \"message\": \"Rate exceeded\"}"));
        ssm.trouble.add(new Answer(500, "no JSON"));
        assertEquals(Optional.of(RULES), rules.text());
        assertEquals(3, ssm.requests.size());
    }

    @Test
    void whatDoesNotPassIsThrown() {
        for (int i = 0; i < 10; i++) {
            ssm.trouble.add(new Answer(503, ""));
        }
        assertEquals(503, assertThrows(AwsServiceException.class, rules::text).statusCode());
        ssm.trouble.clear();
        ssm.trouble.add(new Answer(400, "{\"__type\": \"com.amazon.coral#AccessDeniedException\", \"Message\": \"may not\"}"));
        AwsServiceException refused = assertThrows(AwsServiceException.class, rules::text);
        assertEquals("AccessDeniedException", refused.awsErrorDetails().errorCode());
        assertTrue(String.valueOf(refused.getMessage()).startsWith("ssm:GetParameter: AccessDeniedException: may not"), refused.toString());
        ssm.unreachable = true;
        assertThrows(SdkClientException.class, rules::text);
    }

    private record Answer(int status, String body) {
    }

    /** Parameter Store behind HTTP. */
    private static final class FakeSsm implements SdkHttpClient {

        private final Map<String, String> parameters = new HashMap<>();
        private final Deque<Answer> trouble = new ArrayDeque<>();
        private final List<SdkHttpRequest> requests = new ArrayList<>();
        private boolean unreachable;

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    if (unreachable) {
                        throw new IOException("no route");
                    }
                    requests.add(request.httpRequest());
                    Answer answer = trouble.isEmpty() ? answer(request) : trouble.remove();
                    return HttpExecuteResponse.builder().response(SdkHttpResponse.builder().statusCode(answer.status()).build())
                            .responseBody(AbortableInputStream.create(
                                    new ByteArrayInputStream(answer.body().getBytes(StandardCharsets.UTF_8)))).build();
                }

                @Override
                public void abort() {
                }
            };
        }

        private Answer answer(HttpExecuteRequest request) {
            assertEquals(Optional.of("AmazonSSM.GetParameter"), request.httpRequest().firstMatchingHeader("X-Amz-Target"));
            try {
                JsonNode asked = JSON.readTree(request.contentStreamProvider().orElseThrow().newStream());
                String value = parameters.get(asked.path("Name").asText());
                return value == null ? new Answer(400, "{\"__type\": \"ParameterNotFound\"}")
                        : new Answer(200, JSON.createObjectNode().set("Parameter", JSON.createObjectNode()
                                .put("Name", asked.path("Name").asText()).put("Type", "String").put("Value", value)).toString());
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        @Override
        public void close() {
        }
    }
}
