package dev.signalbox.functions;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;

import dev.signalbox.pullrequest.Noticeboard;

/** The Monitor function: CodeBuild's events come in, and pull requests show how far their builds are. */
public final class MonitorHandler implements RequestStreamHandler {

    private final Noticeboard noticeboard;

    /** As Lambda makes it. */
    public MonitorHandler() {
        this(Composition.noticeboard(new Config(System.getenv())));
    }

    MonitorHandler(Noticeboard noticeboard) {
        this.noticeboard = noticeboard;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        JsonNode event = Payloads.JSON.readTree(input);
        PowertoolsLogging.withLogging(context, () -> {
            BuildEvent.read(event).ifPresent(build -> noticeboard.change(build.repository(), build.pullRequest(),
                    board -> board.progress(build.run(), build.build(), build.progress())));
            return null;
        });
    }
}
