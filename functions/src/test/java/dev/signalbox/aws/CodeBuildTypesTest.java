package dev.signalbox.aws;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codebuild.model.ComputeType;
import software.amazon.awssdk.services.codebuild.model.EnvironmentType;

import dev.signalbox.rules.CodeBuildTypes;

/** That the rules know the machines that CodeBuild's model lists, and no others. */
class CodeBuildTypesTest {

    @Test
    void computeTypesAreThoseOfTheModel() {
        assertEquals(ComputeType.knownValues().stream().map(ComputeType::toString).collect(toSet()), Set.copyOf(CodeBuildTypes.COMPUTE));
    }

    @Test
    void environmentTypesAreThoseOfTheModel() {
        assertEquals(EnvironmentType.knownValues().stream().map(EnvironmentType::toString).collect(toSet()),
                Set.copyOf(CodeBuildTypes.ENVIRONMENT));
    }
}
