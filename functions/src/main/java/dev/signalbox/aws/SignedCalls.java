package dev.signalbox.aws;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.RetryToken;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;

/**
 * Calls of a service that speaks JSON 1.1 and whose client would weigh more than the little that is called of it: Systems Manager's
 * has 6 MB, a third of the whole package, for one operation. HTTP, signature and retries are the SDK's own.
 */
public final class SignedCalls {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SdkHttpClient http;
    private final AwsCredentialsProvider credentials;
    private final RetryStrategy retries;
    private final String region;
    private final URI endpoint;
    private final String service;
    private final String targets;

    /**
     * @param service the service's signing name, such as {@code ssm}
     * @param targets what the names of its operations stand behind in {@code X-Amz-Target}, such as {@code AmazonSSM}
     */
    SignedCalls(SdkHttpClient http, AwsCredentialsProvider credentials, RetryStrategy retries, String region, URI endpoint, String service,
            String targets) {
        this.http = http;
        this.credentials = credentials;
        this.retries = retries;
        this.region = region;
        this.endpoint = endpoint;
        this.service = service;
        this.targets = targets;
    }

    /**
     * The answer to a call.
     *
     * @throws AwsServiceException an error of the service, with its code
     * @throws SdkClientException when the service could not be reached
     */
    public JsonNode call(String operation, JsonNode request) {
        RetryToken token = retries.acquireInitialToken(AcquireInitialTokenRequest.create(service)).token();
        while (true) {
            try {
                return once(operation, request);
            } catch (AwsServiceException | SdkClientException failure) {
                token = again(token, failure);
            }
        }
    }

    private RetryToken again(RetryToken token, RuntimeException failure) {
        try {
            RefreshRetryTokenResponse next = retries.refreshRetryToken(
                    RefreshRetryTokenRequest.builder().token(token).failure(failure).suggestedDelay(Duration.ZERO).build());
            Thread.sleep(next.delay());
            return next.token();
        } catch (TokenAcquisitionFailedException enough) {
            throw failure;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    private JsonNode once(String operation, JsonNode request) {
        try {
            HttpExecuteResponse response = http.prepareRequest(signed(operation, JSON.writeValueAsBytes(request))).call();
            JsonNode answer = body(response);
            int status = response.httpResponse().statusCode();
            if (response.httpResponse().isSuccessful()) {
                return answer;
            }
            throw error(operation, status, answer);
        } catch (IOException unreachable) {
            throw SdkClientException.create("%s:%s was not answered: %s".formatted(service, operation, unreachable.getMessage()), unreachable);
        }
    }

    private HttpExecuteRequest signed(String operation, byte[] body) {
        ContentStreamProvider content = ContentStreamProvider.fromByteArray(body);
        SdkHttpRequest request = SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(endpoint)
                .putHeader("Content-Type", "application/x-amz-json-1.1").putHeader("Content-Length", String.valueOf(body.length))
                .putHeader("X-Amz-Target", targets + "." + operation).build();
        SignedRequest signed = AwsV4HttpSigner.create().sign(sign -> sign.identity(credentials.resolveCredentials())
                .request(request).payload(content)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service).putProperty(AwsV4HttpSigner.REGION_NAME, region));
        return HttpExecuteRequest.builder().request(signed.request()).contentStreamProvider(signed.payload().orElse(content)).build();
    }

    private static JsonNode body(HttpExecuteResponse response) throws IOException {
        try (InputStream body = response.responseBody().orElseGet(() -> AbortableInputStream.create(InputStream.nullInputStream()))) {
            return JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            return JSON.missingNode();
        }
    }

    /** Some services put a namespace before the code, and a colon behind it. */
    private AwsServiceException error(String operation, int status, JsonNode answer) {
        String code = answer.path("__type").asText("HTTP " + status).replaceFirst(".*#", "").replaceFirst(":.*", "");
        String message = answer.path("message").asText(answer.path("Message").asText(code));
        return AwsServiceException.builder().statusCode(status).message("%s:%s: %s: %s".formatted(service, operation, code, message))
                .awsErrorDetails(AwsErrorDetails.builder().serviceName(service).errorCode(code).errorMessage(message).build()).build();
    }
}
