package dev.signalbox.local.sns;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.InvalidParameterValueException;
import software.amazon.awssdk.services.sns.model.NotFoundException;

import dev.signalbox.local.front.Fault;

/** SNS's refusals, in its own words. */
final class Problems {

    private Problems() {
    }

    static AwsServiceException invalid(String what) {
        return Fault.of(InvalidParameterException.builder(), "InvalidParameter", "Invalid parameter: " + what);
    }

    static AwsServiceException wrongValue(String message) {
        return Fault.of(InvalidParameterValueException.builder(), "ParameterValueInvalid", message);
    }

    static AwsServiceException missing(String message) {
        return Fault.of(NotFoundException.builder(), 404, "NotFound", message);
    }
}
