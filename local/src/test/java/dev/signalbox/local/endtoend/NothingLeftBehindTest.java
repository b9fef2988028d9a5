package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

/** The end of a local cloud is the end of all it started. */
class NothingLeftBehindTest {

    @Test
    void aCloudThatClosesWithABuildAtWorkLeavesNoProcess() {
        Set<Long> before = children();
        String mark = "900." + Math.abs(UUID.randomUUID().hashCode());
        try (CloudInHand cloud = CloudInHand.start(Path.of("target", "endtoend"))) {
            Repository repository = cloud.repository();
            String commit = repository.push("nohup sleep 1" + mark + " >daemon.log 2>&1 &",
                    "setsid sh -c 'sleep 2" + mark + " & sleep 3" + mark + "' </dev/null >/dev/null 2>&1 &", "sleep 4" + mark);
            cloud.awaitBuild(commit, 1, "BUILD");
            for (int process = 1; process <= 4; process++) {
                String one = process + mark;
                cloud.awaitThat("process " + one, () -> Processes.runningWith(one));
            }
            cloud.checkRefusals();
        }
        for (int process = 1; process <= 4; process++) {
            assertFalse(Processes.runningWith(process + mark), "process " + process + " is left");
        }
        Set<Long> left = children();
        left.removeAll(before);
        assertEquals(Set.of(), left);
    }

    private static Set<Long> children() {
        return ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
    }
}
