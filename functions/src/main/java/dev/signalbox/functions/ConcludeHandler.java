package dev.signalbox.functions;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;

import dev.signalbox.aws.BuildDetails;
import dev.signalbox.aws.RunHistory;
import dev.signalbox.aws.VerdictStore;

/** The function that the run state machine calls at its end. */
public final class ConcludeHandler implements RequestStreamHandler {

    /** What the function's environment says. */
    record Settings(String table, String stack) {
        static Settings read() {
            return new Settings(System.getenv("RUNS_TABLE"), System.getenv("STACK_NAME"));
        }
    }

    private final Conclude conclude;

    public ConcludeHandler() {
        this(Settings.read(), InstantSource.system());
    }

    private ConcludeHandler(Settings settings, InstantSource clock) {
        this(new Conclude(new BuildDetails(CodeBuildClient.create()), new RunHistory(SfnClient.create()),
                new VerdictStore(DynamoDbClient.create(), settings.table(), clock), new ConcludeMeter(), clock, settings.stack()));
    }

    ConcludeHandler(Conclude conclude) {
        this.conclude = conclude;
    }

    @Override
    public void handleRequest(InputStream payload, OutputStream answer, Context context) throws IOException {
        ConcludeRequest request = ConcludeRequest.read(payload);
        try {
            ConcludeAnswer.write(PowertoolsLogging.withLogging(context, () -> conclude.conclude(request)), answer);
        } catch (SdkException trouble) {
            throw new ConcludeAgain(trouble);
        }
    }
}
