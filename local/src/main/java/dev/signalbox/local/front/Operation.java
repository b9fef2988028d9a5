package dev.signalbox.local.front;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.ResponseBytes;
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
        String name, Supplier<? extends SdkBuilder<?, I>> request, Function<I, List<Permission>> needs, Work<I> work) {

    /** What an operation does. It throws the SDK's exceptions to refuse. */
    @FunctionalInterface
    public interface Handler<I extends AwsRequest> {
        SdkPojo handle(I request, Caller caller);
    }

    /** What an operation does whose request carries content beside its members, as PutObject's does. */
    @FunctionalInterface
    public interface Taker<I extends AwsRequest> {
        SdkPojo handle(I request, byte[] content, Caller caller);
    }

    /** What an operation does whose response carries content beside its members, as GetObject's does. */
    @FunctionalInterface
    public interface Giver<I extends AwsRequest> {
        ResponseBytes<? extends SdkPojo> handle(I request, Caller caller);
    }

    /** What every operation does: a request and its content become a response and its content, empty where there is none. */
    @FunctionalInterface
    public interface Work<I extends AwsRequest> {
        ResponseBytes<? extends SdkPojo> handle(I request, byte[] content, Caller caller);
    }

    /** An operation with its permissions spelled out. */
    public static <I extends AwsRequest> Operation<I> of(
            Supplier<? extends SdkBuilder<?, I>> request, Function<I, List<Permission>> needs, Handler<I> handler) {
        return taking(request, needs, (typed, content, caller) -> handler.handle(typed, caller));
    }

    /** An operation that takes content: a member that the SDK leaves out of the request's class because it streams. */
    public static <I extends AwsRequest> Operation<I> taking(
            Supplier<? extends SdkBuilder<?, I>> request, Function<I, List<Permission>> needs, Taker<I> taker) {
        return new Operation<>(nameOf(request), request, needs,
                (typed, content, caller) -> ResponseBytes.fromByteArrayUnsafe(taker.handle(typed, content, caller), new byte[0]));
    }

    /** An operation that gives content: a member that the SDK leaves out of the response's class because it streams. */
    public static <I extends AwsRequest> Operation<I> giving(
            Supplier<? extends SdkBuilder<?, I>> request, Function<I, List<Permission>> needs, Giver<I> giver) {
        return new Operation<>(nameOf(request), request, needs, (typed, content, caller) -> giver.handle(typed, caller));
    }

    private static String nameOf(Supplier<? extends SdkBuilder<?, ? extends AwsRequest>> request) {
        String type = request.get().build().getClass().getSimpleName();
        return type.substring(0, type.length() - "Request".length());
    }

    Class<? extends AwsRequest> type() {
        return request.get().build().getClass();
    }
}
