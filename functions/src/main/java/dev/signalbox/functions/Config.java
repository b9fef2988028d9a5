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

    /** The name of the CodeBuild project that builds pull requests. */
    public String pullRequestProject() {
        return required("PULL_REQUEST_PROJECT");
    }

    /** The ARN of the role by which pull requests are commented and voted on. */
    public String checksRole() {
        return required("CHECKS_ROLE_ARN");
    }

    /** The name of the bucket for what builds make. */
    public String artifactsBucket() {
        return required("ARTIFACTS_BUCKET");
    }

    /** The ARN of the key that encrypts what is in that bucket. */
    public String artifactsKey() {
        return required("ARTIFACTS_KEY_ARN");
    }

    /** What the names of parameters and secrets begin with that the stack's own project may read. */
    public String secretsPrefix() {
        return required("SECRETS_PREFIX");
    }

    /** The name of the parameter that holds the account's layer of rules, if its owner made it. */
    public String accountRulesParameter() {
        return required("ACCOUNT_RULES_PARAMETER");
    }

    /** The name of the group of repositories' schedules. */
    public String scheduleGroup() {
        return required("SCHEDULE_GROUP");
    }

    /** The ARN of the role that Scheduler sends slots by. */
    public String scheduleRole() {
        return required("SCHEDULE_ROLE_ARN");
    }

    /** The ARN of the Route function, which slots are sent to. */
    public String routeFunction() {
        return required("ROUTE_FUNCTION_ARN");
    }

    /** The ARN of the queue of what could not be acted on. */
    public String undeliveredQueueArn() {
        return required("UNDELIVERED_QUEUE_ARN");
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
