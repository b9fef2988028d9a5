package dev.signalbox.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import dev.signalbox.plan.Facts;
import dev.signalbox.plan.Plan;
import dev.signalbox.plan.Planner;
import dev.signalbox.plan.Settings;
import dev.signalbox.plan.Subject;
import dev.signalbox.rules.Account;
import dev.signalbox.rules.RulesReader;
import dev.signalbox.trigger.Origin;
import dev.signalbox.trigger.Trigger.BranchPushed;

/** Where the builds of one run leave what they make: no two of them at the same place. */
class StartBuildTest {

    @Test
    void theBuildsOfAMatrixDoNotShareAFolderWhateverTheirNamesSay() {
        assertEquals(List.of(
                "artifacts/orders/push-1/unit-JAVA=21-OS=al-2 unit-JAVA=21-OS=al-2",
                "artifacts/orders/push-1/unit-JAVA=25-OS=al-2 unit-JAVA=25-OS=al-2"),
                artifacts("artifacts: {}, matrix: { JAVA: ['21', '25'], OS: [al-2] }"));
        assertEquals(List.of("releases/unit-JAVA=21 app.zip", "releases/unit-JAVA=25 app.zip"),
                artifacts("artifacts: { path: releases, name: app.zip }, matrix: { JAVA: ['21', '25'] }"));
        assertEquals(List.of("releases app.zip"), artifacts("artifacts: { path: releases, name: app.zip }"));
        List<String> alike = artifacts("artifacts: {}, matrix: { A: ['x/y', 'x y', 'x-y', '1-B=2'], include: [{ A: '1', B: '2' }] }");
        String longest = artifacts("artifacts: {}, matrix: { A: [%s], B: [%1$s] }".formatted("x".repeat(100))).getFirst();
        assertEquals(("unit-A=" + "x".repeat(100) + "-B=" + "x".repeat(90)).length() + 9, longest.split(" ")[1].length());
        assertEquals(5, new HashSet<>(alike).size(), alike.toString());
    }

    @Test
    void theBuildsOfAMatrixDoNotShareAFolderOfLogs() {
        assertEquals(List.of("mine/of/unit-JAVA=21", "mine/of/unit-JAVA=25"),
                builds("logs: { s3: mine/of }, matrix: { JAVA: ['21', '25'] }").stream()
                        .map(build -> build.at("/overrides/LogsConfigOverride/S3Logs/Location").asText()).toList());
    }

    private static List<String> artifacts(String words) {
        return builds(words).stream().map(build -> build.at("/overrides/ArtifactsOverride"))
                .map(where -> where.path("Path").asText() + " " + where.path("Name").asText()).toList();
    }

    private static List<? extends JsonNode> builds(String words) {
        BranchPushed push = new BranchPushed(new Origin("e1", Instant.EPOCH, ""), "orders", "main", "1f".repeat(20), "");
        Plan plan = Planner.plan(new Subject(push, "main", "", push.commit(), false), new RulesReader(Account.SILENT)
                .read("version: 1\nbuilds: { unit: { on: { push: {} }, " + words + " } }"), Facts.NONE,
                new Settings("push-1", "stacks-own", "signalbox-pull-request"));
        StartBuild start = new StartBuild(new Places("stacks-bucket", "key"), "push-1", "orders", "");
        return assertInstanceOf(Plan.Builds.class, plan, plan::toString).waves().getFirst().builds().stream().map(start::of).toList();
    }
}
