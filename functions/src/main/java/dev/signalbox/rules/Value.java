package dev.signalbox.rules;

/** The value of a variable of a build. */
public sealed interface Value {

    /** Anyone who may see the build may see it. */
    record Plain(String text) implements Value {
    }

    /** The name of a parameter in Systems Manager's Parameter Store, whose value CodeBuild reads when the build starts. */
    record Parameter(String name) implements Value {
    }

    /**
     * A secret in Secrets Manager, which CodeBuild reads when the build starts.
     *
     * @param reference in CodeBuild's form {@code id:json-key:version-stage:version-id}, of which only the id must be there
     */
    record Secret(String reference) implements Value {
    }
}
