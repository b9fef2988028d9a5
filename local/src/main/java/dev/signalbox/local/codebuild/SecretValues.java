package dev.signalbox.local.codebuild;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;

import dev.signalbox.local.codebuild.buildspec.SecretReference;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Calls;

/** Values from Parameter Store and Secrets Manager, read as the project's role. */
final class SecretValues {

    private static final int MOST_NAMES = 10;
    private static final String PARAMETERS = "Decrypted Variables Error";
    private static final String SECRETS = "Secrets Manager Error Message";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Calls calls;
    private final Caller role;

    SecretValues(Calls calls, Caller role) {
        this.calls = calls;
        this.role = role;
    }

    /** Variables to parameters' names in, variables to values out. */
    Map<String, String> parameters(Map<String, String> names) throws PhaseFailed {
        List<String> wanted = names.values().stream().distinct().toList();
        Map<String, String> byName = new HashMap<>();
        List<String> missing = new ArrayList<>();
        for (int from = 0; from < wanted.size(); from += MOST_NAMES) {
            GetParametersResponse answer;
            try {
                answer = (GetParametersResponse) calls.call(role, GetParametersRequest.builder()
                        .names(wanted.subList(from, Math.min(wanted.size(), from + MOST_NAMES))).withDecryption(true).build());
            } catch (AwsServiceException e) {
                throw new PhaseFailed(PARAMETERS, reason(e));
            }
            for (Parameter parameter : answer.parameters()) {
                byName.put(parameter.name(), parameter.value());
                if (parameter.arn() != null) {
                    byName.put(parameter.arn(), parameter.value());
                }
            }
            missing.addAll(answer.invalidParameters());
        }
        Map<String, String> values = new HashMap<>();
        for (Map.Entry<String, String> variable : names.entrySet()) {
            String value = byName.get(variable.getValue());
            if (value == null || missing.contains(variable.getValue())) {
                throw new PhaseFailed(PARAMETERS, "parameter does not exist: " + variable.getValue());
            }
            values.put(variable.getKey(), value);
        }
        return values;
    }

    /** Variables to references in, variables to values out. */
    Map<String, String> secrets(Map<String, SecretReference> references) throws PhaseFailed {
        Map<String, String> values = new HashMap<>();
        for (Map.Entry<String, SecretReference> variable : references.entrySet()) {
            values.put(variable.getKey(), secret(variable.getValue()));
        }
        return values;
    }

    private String secret(SecretReference reference) throws PhaseFailed {
        GetSecretValueResponse answer;
        try {
            answer = (GetSecretValueResponse) calls.call(role, GetSecretValueRequest.builder().secretId(reference.id())
                    .versionStage(reference.stage().orElse(null)).versionId(reference.version().orElse(null)).build());
        } catch (AwsServiceException e) {
            throw new PhaseFailed(SECRETS, reason(e));
        }
        String text = answer.secretString();
        if (text == null) {
            throw new PhaseFailed(SECRETS, "secret " + reference.id() + " holds no text");
        }
        if (reference.key().isEmpty()) {
            return text;
        }
        try {
            JsonNode value = JSON.readTree(text).get(reference.key().get());
            if (value == null) {
                throw new PhaseFailed(SECRETS, "secret " + reference.id() + " has no key " + reference.key().get());
            }
            return value.isTextual() ? value.textValue() : value.toString();
        } catch (JsonProcessingException _) {
            throw new PhaseFailed(SECRETS, "secret " + reference.id() + " is not JSON: it has no key " + reference.key().get());
        }
    }

    private static String reason(AwsServiceException e) {
        return e.awsErrorDetails() == null ? String.valueOf(e.getMessage())
                : e.awsErrorDetails().errorCode() + ": " + e.awsErrorDetails().errorMessage();
    }
}
