package dev.signalbox.local.lambda;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * One event on its way to a function.
 *
 * @param id the request id; the same for every attempt of an asynchronous invocation
 * @param clientContext JSON from the caller, or null
 */
record Invocation(String id, byte[] payload, @Nullable String clientContext) {

    static Invocation of(byte[] payload, @Nullable String clientContext) {
        return new Invocation(UUID.randomUUID().toString(), payload, clientContext);
    }
}
