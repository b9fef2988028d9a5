package dev.signalbox.local.front;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * One operation of a service: its name in AWS's API, the permissions a call needs, and what it does. Requests and responses
 * are the SDK's own model classes; errors are the SDK's exceptions, those that the operation declares.
 *
 * @param <I> the SDK's request class; the operation is named after it
 * @param name the operation's name: {@code StartBuild}
 * @param request makes a builder of the request
 * @param needs the permissions that a request needs; empty only where AWS asks for none
 */
public record Operation<I extends AwsRequest>(
        String name, Supplier<? extends SdkBuilder<?, I>> request, Function<I, List<Permission>> needs, Handler<I> handler) {

    /** What an operation does. It throws the SDK's exceptions to refuse. */
    @FunctionalInterface
    public interface Handler<I extends AwsRequest> {
        SdkPojo handle(I request, Caller caller);
    }

    /** An operation with its permissions spelled out. */
    public static <I extends AwsRequest> Operation<I> of(
            Supplier<? extends SdkBuilder<?, I>> request, Function<I, List<Permission>> needs, Handler<I> handler) {
        String type = request.get().build().getClass().getSimpleName();
        return new Operation<>(type.substring(0, type.length() - "Request".length()), request, needs, handler);
    }

    Class<? extends AwsRequest> type() {
        return request.get().build().getClass();
    }
}
