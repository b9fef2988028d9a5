package dev.signalbox.rules;

import java.util.List;

/** CodeBuild's own words for machines, as its API's model lists them. */
public final class CodeBuildTypes {

    /** {@code ComputeType}. */
    public static final List<String> COMPUTE = List.of("BUILD_GENERAL1_SMALL", "BUILD_GENERAL1_MEDIUM", "BUILD_GENERAL1_LARGE",
            "BUILD_GENERAL1_XLARGE", "BUILD_GENERAL1_2XLARGE", "BUILD_LAMBDA_1GB", "BUILD_LAMBDA_2GB", "BUILD_LAMBDA_4GB",
            "BUILD_LAMBDA_8GB", "BUILD_LAMBDA_10GB", "ATTRIBUTE_BASED_COMPUTE", "CUSTOM_INSTANCE_TYPE");

    /** {@code EnvironmentType}. */
    public static final List<String> ENVIRONMENT = List.of("WINDOWS_CONTAINER", "LINUX_CONTAINER", "LINUX_GPU_CONTAINER",
            "ARM_CONTAINER", "WINDOWS_SERVER_2019_CONTAINER", "WINDOWS_SERVER_2022_CONTAINER", "LINUX_LAMBDA_CONTAINER",
            "ARM_LAMBDA_CONTAINER", "LINUX_EC2", "ARM_EC2", "WINDOWS_EC2", "MAC_ARM");

    private CodeBuildTypes() {
    }
}
