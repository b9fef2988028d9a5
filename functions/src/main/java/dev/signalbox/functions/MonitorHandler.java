package dev.signalbox.functions;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;

import dev.signalbox.pullrequest.Noticeboard;

/** The Monitor function: CodeBuild's events come in, and pull requests show how far their builds are. */
public final class MonitorHandler implements RequestStreamHandler {

    private static final Logger LOG = LoggerFactory.getLogger(MonitorHandler.class);

    /** Half of what Lambda waits before it tries again what failed (AWS: "How Lambda handles errors and retries"). */
    private static final Duration SURELY_NEW = Duration.ofSeconds(30);

    private final Noticeboard noticeboard;
    private final InstantSource clock;

    /** As Lambda makes it. */
    public MonitorHandler() {
        this(Composition.noticeboard(new Config(System.getenv())), Clock.systemUTC());
    }

    MonitorHandler(Noticeboard noticeboard, InstantSource clock) {
        this.noticeboard = noticeboard;
        this.clock = clock;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        JsonNode event = Payloads.JSON.readTree(input);
        PowertoolsLogging.withLogging(context, () -> {
            read(event).ifPresent(this::show);
            return null;
        });
    }

    /** What is not understood now never will be, and only a comment that is a little behind is lost with it. */
    private static Optional<BuildEvent> read(JsonNode event) {
        try {
            return BuildEvent.read(event);
        } catch (IllegalArgumentException notUnderstood) {
            LOG.warn("an event was dropped", notUnderstood);
            return Optional.empty();
        }
    }

    private void show(BuildEvent build) {
        boolean again = build.at().plus(SURELY_NEW).isBefore(clock.instant());
        noticeboard.progress(build.repository(), build.pullRequest(),
                board -> board.progress(build.run(), build.build(), build.progress()), again);
    }
}
