package dev.signalbox.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.signalbox.pullrequest.FakeMergeResults;

class MergedExecutionsTest {

    private static final RunId RUN = new RunId("pull-request-1");
    private static final String MERGED = """
            {"repository": "orders", "pullRequest": {"id": "7", "mergeBranch": "signalbox/merge/pull-request-1", "mergeCommit": "c1"},
             "waves":[%s]}""";

    private final FakeMergeResults mergeResults = new FakeMergeResults();
    private final FakeTurns cloud = new FakeTurns(of -> new MergedExecutions(of, mergeResults));

    @Test
    void theBranchIsThereWhenTheRunBegins() throws StartRefused {
        assertTrue(cloud.begun.start(RUN, MERGED.formatted("{}")).isPresent());
        assertEquals(Map.of("signalbox/merge/pull-request-1", "c1"), mergeResults.branches);
    }

    @Test
    void aRunThatBuildsNothingNeedsNoBranch() throws StartRefused {
        cloud.begun.start(new RunId("push-1"), "{\"waves\": [{}]}");
        cloud.begun.start(RUN, MERGED.formatted(""));
        assertEquals(List.of(), mergeResults.made);
    }

    @Test
    void whoComesTooLateMakesNone() throws StartRefused {
        cloud.begun.start(RUN, MERGED.formatted(""));
        assertTrue(cloud.begun.start(RUN, MERGED.formatted("{}")).isEmpty());
        assertEquals(List.of(), mergeResults.made);
    }

    @Test
    void whoIsOvertakenTakesItAway() throws StartRefused {
        mergeResults.before = () -> {
            mergeResults.before = () -> { };
            cloud.started.put(RUN, MERGED.formatted(""));
            cloud.states.put(RUN, Executions.State.ENDED);
        };
        assertTrue(cloud.begun.start(RUN, MERGED.formatted("{}")).isEmpty());
        assertEquals(1, mergeResults.made.size());
        assertTrue(mergeResults.branches.isEmpty());
    }
}
