package dev.signalbox.functions;

import java.util.Map;

/** The functions' environment, as the template sets it. A variable that is not there is named at once, when a function starts. */
public final class Config {

    private final Map<String, String> environment;

    /** @param environment the variables by name, {@link System#getenv()} when deployed */
    public Config(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The ARN of the state machine whose executions are runs. */
    public String runStateMachine() {
        return required("RUN_STATE_MACHINE_ARN");
    }

    /** The name of the table of runs and verdicts. */
    public String runsTable() {
        return required("RUNS_TABLE");
    }

    /** The URL of the queue of what could not be acted on. */
    public String undeliveredQueue() {
        return required("UNDELIVERED_QUEUE_URL");
    }

    /** The name of the stack's own CodeBuild project. */
    public String defaultProject() {
        return required("DEFAULT_PROJECT");
    }

    /** The region the function runs in, which Lambda sets. */
    public String region() {
        return required("AWS_REGION");
    }

    /** The name of the stack, by which it signs what it tells. */
    public String stackName() {
        return required("STACK_NAME");
    }

    private String required(String name) {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException("the environment lacks " + name);
        }
        return value;
    }
}
