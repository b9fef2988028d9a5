package dev.signalbox.run;

import java.time.Instant;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Executions whose merge results are on their branches when they begin. The branch is made at the last moment: of a run that holds its
 * groups, and is started or told by whoever meets it, so that there is no branch without an execution that removes it at its end.
 */
public final class MergedExecutions implements Executions {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Executions executions;
    private final MergeResults mergeResults;

    public MergedExecutions(Executions executions, MergeResults mergeResults) {
        this.executions = executions;
        this.mergeResults = mergeResults;
    }

    /** Whoever comes too late, when the run was started and has ended, or was told before it began, takes the branch away again. */
    @Override
    public Optional<Instant> start(RunId run, String input) throws StartRefused {
        JsonNode document = input.contains("mergeBranch") ? read(input) : JSON.missingNode();
        String branch = document.path("waves").isEmpty() ? "" : document.at("/pullRequest/mergeBranch").asText();
        if (branch.isEmpty() || executions.state(run) != State.UNKNOWN) {
            return executions.start(run, input);
        }
        String repository = document.path("repository").asText();
        mergeResults.keep(repository, branch, document.at("/pullRequest/mergeCommit").asText());
        Optional<Instant> began = executions.start(run, input);
        if (began.isEmpty()) {
            mergeResults.remove(repository, branch);
        }
        return began;
    }

    private static JsonNode read(String input) {
        try {
            return JSON.readTree(input);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("the input of a run is not JSON", broken);
        }
    }

    @Override
    public boolean wasTold(String execution) {
        return executions.wasTold(execution);
    }

    @Override
    public State state(RunId run) {
        return executions.state(run);
    }

    @Override
    public boolean stop(RunId run, String cause) {
        return executions.stop(run, cause);
    }
}
