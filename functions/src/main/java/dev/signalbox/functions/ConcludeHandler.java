package dev.signalbox.functions;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;

/** The Conclude function, which a run calls at its end: outcomes come in, the verdict and what to tell of it go out. */
public final class ConcludeHandler implements RequestStreamHandler {

    private final Conclude conclude;

    /** As Lambda makes it. */
    public ConcludeHandler() {
        this(Composition.conclude(new Config(System.getenv())));
    }

    ConcludeHandler(Conclude conclude) {
        this.conclude = conclude;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        ConcludeRequest request = ConcludeRequest.read(input);
        try {
            ConcludeAnswer.write(PowertoolsLogging.withLogging(context, () -> conclude.conclude(request)), output);
        } catch (SdkException trouble) {
            throw new ConcludeAgain(trouble);
        }
    }
}
