package dev.signalbox.verdict;

import java.util.List;

/** What the executions of the run state machine were given and did. Trouble that may pass is thrown. */
public interface RunHistory {

    /** A build that an execution started, in whatever state it is now; the name is empty when its variables do not tell. */
    record Submitted(String id, String name) {
    }

    /** The input of an execution, as JSON. */
    String inputOf(String arn);

    /** The builds that an execution started, in the order of their start. */
    List<Submitted> submitted(String arn);
}
