package dev.signalbox.tell;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.signalbox.verdict.Audience;
import dev.signalbox.verdict.Build;
import dev.signalbox.verdict.BuildResult;
import dev.signalbox.verdict.Change;
import dev.signalbox.verdict.Digest;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.RunFacts;
import dev.signalbox.verdict.Verdict;

/** Ends of runs to tell of: a push of Ada's at nine o'clock, and what became of it. */
final class Ends {

    static final Instant NINE = Instant.parse("2026-11-23T09:00:00Z");
    static final String ARN = "arn:aws:states:us-east-1:123456789012:execution:signalbox-run:push-8a0b1c2d3e4f5061728394a5b6c7d8e9f0a1b2c3";

    static final RunFacts PUSH = new RunFacts("push-8a0b1c2d3e4f5061728394a5b6c7d8e9f0a1b2c3", ARN, "orders", "main",
            "", "1f2e3d4c5b6a798897a6b5c4d3e2f1a0b9c8d7e6", "push", "", "arn:aws:iam::123456789012:user/ada", "Ada Lovelace",
            "Round the total of an order once, at its end", NINE, List.of(), Audience.EVERYBODY);

    private Ends() {
    }

    static Conclusion end(Verdict verdict, Change change, String reason, BuildResult... builds) {
        return new Conclusion(PUSH, verdict, change, reason, List.of(builds), Digest.NONE, NINE.plusSeconds(132));
    }

    static Conclusion with(Digest digest, Conclusion end) {
        return new Conclusion(end.run(), end.verdict(), end.change(), end.reason(), end.builds(), digest, end.at());
    }

    static Conclusion of(RunFacts run, Conclusion end) {
        return new Conclusion(run, end.verdict(), end.change(), end.reason(), end.builds(), end.digest(), end.at());
    }

    static BuildResult passed(String name, int seconds) {
        return built(name, Outcome.SUCCEEDED, "SUCCEEDED", "", seconds);
    }

    static BuildResult skipped(String name) {
        return new BuildResult(name, "signalbox-default", true, Outcome.SKIPPED, "", "", null);
    }

    /** A build whose phase BUILD ended with the outcome. */
    static BuildResult built(String name, Outcome outcome, String status, String message, int seconds) {
        List<Build.Phase> phases = new ArrayList<>();
        for (String type : List.of("SUBMITTED", "QUEUED", "PROVISIONING", "DOWNLOAD_SOURCE", "INSTALL", "PRE_BUILD")) {
            phases.add(new Build.Phase(type, "SUCCEEDED", ""));
        }
        phases.add(new Build.Phase("BUILD", status, message));
        phases.add(new Build.Phase("COMPLETED", "", ""));
        String uuid = "0b7b7a5e-1a1c-4c7e-9a55-52d5f8f0a1b2";
        return new BuildResult(name, "signalbox-default", true, outcome, "signalbox-default:" + uuid, "",
                new Build("signalbox-default:" + uuid, name, 42, outcome, phases, NINE.plusSeconds(4), NINE.plusSeconds(4 + seconds),
                        new Build.Logs("/aws/codebuild/signalbox-default", uuid,
                                "https://console.aws.amazon.com/cloudwatch/home?region=us-east-1"
                                + "#logsV2:log-groups/log-group/$252Faws$252Fcodebuild$252Fsignalbox-default/log-events/" + uuid),
                        List.of()));
    }
}
