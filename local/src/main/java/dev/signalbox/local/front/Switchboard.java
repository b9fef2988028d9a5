package dev.signalbox.local.front;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.databind.node.ObjectNode;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Knows every service and operation of the local cloud, and takes each call through the gate to its operation. The wire's
 * calls and the services' own come together here.
 */
public final class Switchboard implements Calls {

    /** Sees each call before it is handled; a test's may throw in its place. */
    @FunctionalInterface
    public interface Interception {
        void before(Caller caller, String service, String operation, AwsRequest request);
    }

    /** An operation and the service it belongs to. */
    public record Line(Service service, Operation<?> operation) { }

    private static final byte[] NOTHING = {};

    private final Gate gate;
    private final Map<Class<?>, Line> byRequest = new HashMap<>();
    private final Map<String, Service> byName = new HashMap<>();
    private final List<Interception> interceptions = new CopyOnWriteArrayList<>();

    public Switchboard(Gate gate) {
        this.gate = gate;
    }

    /**
     * Connects a service; done once for each, before the first call.
     *
     * @throws IllegalArgumentException when it has an operation that the models kept here do not
     */
    public void connect(Service service) {
        Model.expect(service);
        byName.put(service.name(), service);
        byName.put(service.signingName(), service);
        service.operations().forEach(operation -> byRequest.put(operation.type(), new Line(service, operation)));
    }

    public void intercept(Interception interception) {
        interceptions.add(interception);
    }

    public void stopIntercepting(Interception interception) {
        interceptions.remove(interception);
    }

    public Optional<Service> service(String name) {
        return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
    }

    /** All that are connected. */
    Set<Service> services() {
        return Set.copyOf(byName.values());
    }

    public Optional<Operation<?>> operation(String service, String operation) {
        return service(service).flatMap(known -> known.operations().stream()
                .filter(candidate -> candidate.name().equalsIgnoreCase(operation)).findFirst()).map(found -> found);
    }

    @Override
    public SdkPojo call(Caller caller, AwsRequest request) {
        return transfer(caller, request, NOTHING).response();
    }

    @Override
    public ResponseBytes<? extends SdkPojo> transfer(Caller caller, AwsRequest request, byte[] content) {
        Line line = byRequest.get(request.getClass());
        if (line == null) {
            throw new UnknownOperation("The local cloud has no operation for " + request.getClass().getSimpleName() + ".");
        }
        return handle(caller, line.service(), line.operation(), request, content);
    }

    @Override
    public ObjectNode call(Caller caller, String service, String operation, ObjectNode arguments) {
        Service known = service(service).orElseThrow(() -> new UnknownOperation(service, operation));
        Operation<?> found = operation(service, operation).orElseThrow(() -> new UnknownOperation(known.name(), operation));
        AwsRequest request = Shapes.read(found.request().get(), arguments, Naming.PASCAL_CASE);
        return Shapes.write(handle(caller, known, found, request, NOTHING).response(), Naming.PASCAL_CASE);
    }

    @SuppressWarnings("unchecked") // byRequest pairs each request class with its own operation
    private <I extends AwsRequest> ResponseBytes<? extends SdkPojo> handle(
            Caller caller, Service service, Operation<I> operation, AwsRequest request, byte[] content) {
        I typed = (I) request;
        Requirements.check(service, operation, request);
        operation.needs().apply(typed).forEach(permission -> gate.check(caller, permission));
        interceptions.forEach(interception -> interception.before(caller, service.name(), operation.name(), request));
        return operation.work().handle(typed, content, caller);
    }
}
