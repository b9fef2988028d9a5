package dev.signalbox.local.scheduler;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.scheduler.model.ConflictException;
import software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException;
import software.amazon.awssdk.services.scheduler.model.ValidationException;

import dev.signalbox.local.front.Fault;
import dev.signalbox.local.front.UnknownOperation;

/** The errors of EventBridge Scheduler. */
final class Refusals {

    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private Refusals() {
    }

    static AwsServiceException conflict(String words) {
        return Fault.of(ConflictException.builder(), CONFLICT, "ConflictException", words);
    }

    static AwsServiceException missing(String words) {
        return Fault.of(ResourceNotFoundException.builder(), NOT_FOUND, "ResourceNotFoundException", words);
    }

    static AwsServiceException invalid(String words) {
        return Fault.of(ValidationException.builder(), "ValidationException", words);
    }

    /** In the words that AWS has for its models' own limits. */
    static AwsServiceException constraint(Object value, String member, String constraint) {
        return invalid("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must %s"
                .formatted(value, member, constraint));
    }

    static UnknownOperation lacking(String what) {
        return new UnknownOperation("The local cloud's Scheduler does not have " + what + ".");
    }
}
