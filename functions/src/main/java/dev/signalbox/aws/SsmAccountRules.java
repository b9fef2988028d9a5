package dev.signalbox.aws;

import java.util.Optional;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

import dev.signalbox.run.AccountRules;

/**
 * The account's rules in a parameter of Systems Manager's Parameter Store, read anew each time. It is of type {@code String}: a
 * {@code SecureString} would come encrypted, and be no YAML.
 */
public final class SsmAccountRules implements AccountRules {

    private final SignedCalls ssm;
    private final String parameter;

    /**
     * @param ssm calls of {@code AmazonSSM}
     * @param parameter the parameter's name, with its leading slash if it has one
     */
    public SsmAccountRules(SignedCalls ssm, String parameter) {
        this.ssm = ssm;
        this.parameter = parameter;
    }

    @Override
    public Optional<String> text() {
        try {
            return Optional.of(ssm.call("GetParameter", JsonNodeFactory.instance.objectNode().put("Name", parameter))
                    .path("Parameter").path("Value").asText());
        } catch (AwsServiceException refused) {
            if (refused.awsErrorDetails().errorCode().equals("ParameterNotFound")) {
                return Optional.empty();
            }
            throw refused;
        }
    }
}
