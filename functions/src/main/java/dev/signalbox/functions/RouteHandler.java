package dev.signalbox.functions;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;

import dev.signalbox.trigger.Arrival;

/**
 * The Route function: an event comes in, a run is started or a reason is left. Who waits for the answer, as people do who ask for
 * builds by hand, gets what the log's line says.
 */
public final class RouteHandler implements RequestStreamHandler {

    private final Route route;

    /** As Lambda makes it. */
    public RouteHandler() {
        this(Composition.route(new Config(System.getenv())));
    }

    RouteHandler(Route route) {
        this.route = route;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        byte[] payload = input.readAllBytes();
        Arrival arrival = new Arrival(context.getAwsRequestId(), Instant.now());
        Payloads.JSON.writeValue(output, DecisionLog.fields(PowertoolsLogging.withLogging(context, () -> route.decide(payload, arrival))));
    }
}
