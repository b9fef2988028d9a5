package dev.signalbox.local.front;

import software.amazon.awssdk.core.SdkField;

/** How members are named in JSON. */
public enum Naming {
    /** As the API's model says: {@code projectName} in CodeBuild, {@code TopicArn} in SNS. */
    OF_THE_MODEL {
        @Override
        String of(SdkField<?> field) {
            return model(field);
        }
    },
    /** As JSON bodies of REST services spell them. */
    ON_THE_WIRE {
        @Override
        String of(SdkField<?> field) {
            return field.locationName();
        }
    },
    /** With a capital whatever the model says: a state machine's arguments and results. */
    PASCAL_CASE {
        @Override
        String of(SdkField<?> field) {
            String name = model(field);
            return Character.toUpperCase(name.charAt(0)) + name.substring(1);
        }
    };

    abstract String of(SdkField<?> field);

    /** DynamoDB's NULL is the one member of the services here that the SDK calls otherwise. */
    private static String model(SdkField<?> field) {
        return field.memberName().equals("NUL") ? field.locationName() : field.memberName();
    }
}
