package dev.signalbox.local.endtoend;

import java.util.Arrays;

/** The processes of this machine. */
final class Processes {

    private Processes() {
    }

    /** Whether a process runs that has this word among its arguments. */
    static boolean runningWith(String word) {
        return ProcessHandle.allProcesses().anyMatch(process -> process.info().arguments()
                .map(arguments -> Arrays.asList(arguments).contains(word)).orElse(false));
    }
}
