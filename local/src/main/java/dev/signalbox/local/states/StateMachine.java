package dev.signalbox.local.states;

import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A state machine as it was deployed.
 *
 * @param arn {@code arn:aws:states:REGION:ACCOUNT:stateMachine:NAME}
 * @param roleArn the role whose sessions make every call of its Tasks
 * @param definition in the Amazon States Language, the template's substitutions applied
 * @param created when it was deployed
 */
public record StateMachine(String name, String arn, String roleArn, JsonNode definition, Instant created) { }
