package dev.signalbox.local.front;

import java.util.List;

/**
 * One AWS service of the local cloud.
 *
 * @param name its name in the AWS CLI ({@code stepfunctions}): in records and messages
 * @param signingName its name in signatures ({@code states}), by which a call finds it
 * @param protocol what its clients speak
 * @param operations all that it can do; any other is refused by name
 */
public record Service(String name, String signingName, Protocol protocol, List<Operation<?>> operations) {

    public Service {
        operations = List.copyOf(operations);
    }
}
