package dev.signalbox.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.codebuild.model.CodeBuildException;
import software.amazon.awssdk.services.codebuild.model.TestCase;

import dev.signalbox.verdict.Coverage;
import dev.signalbox.verdict.Report.State;
import dev.signalbox.verdict.Report;
import dev.signalbox.verdict.Reports.Page;
import dev.signalbox.verdict.Reports.Which;
import dev.signalbox.verdict.TestCounts;

class CodeBuildReportsTest {

    private final FakeCodeBuild codeBuild = new FakeCodeBuild();
    private final CodeBuildReports reports = new CodeBuildReports(codeBuild);

    @Test
    void errorsCountAsFailuresAndTheUnknownOnlyInTheTotal() {
        codeBuild.addTests("a", List.of(test("one", "SUCCEEDED"), test("two", "FAILED"), test("three", "ERROR"), test("four", "SKIPPED"),
                test("five", "UNKNOWN")));
        assertEquals(Map.of("a", new Report("a", State.COMPLETE, new TestCounts(5, 1, 2, 1), null)), reports.read(List.of("a", "gone")));
    }

    @Test
    void coverageIsReadAsLinesAndBranches() {
        codeBuild.addCoverage("a", 712, 288, 3, 1);
        assertEquals(new Coverage(712, 288, 3, 1), reports.read(List.of("a")).get("a").coverage());
    }

    @Test
    void aReportInTheMakingHasNoFigures() {
        codeBuild.addTests("a", List.of(test("one", "SUCCEEDED")));
        codeBuild.reports.computeIfPresent("a", (_, report) -> report.copy(copy -> copy.status("GENERATING")));
        assertEquals(Report.without("a", State.GENERATING), reports.read(List.of("a")).get("a"));
    }

    @Test
    void aReportThatIsBeingDeletedIsGoneAndAnIncompleteOneCounts() {
        codeBuild.addCoverage("a", 1, 1, 0, 0);
        codeBuild.addCoverage("b", 1, 1, 0, 0);
        codeBuild.reports.computeIfPresent("a", (_, report) -> report.copy(copy -> copy.status("DELETING")));
        codeBuild.reports.computeIfPresent("b", (_, report) -> report.copy(copy -> copy.status("INCOMPLETE")));
        Map<String, Report> read = reports.read(List.of("a", "b"));
        assertEquals(Report.without("a", State.GONE), read.get("a"));
        assertEquals(new Report("b", State.INCOMPLETE, null, new Coverage(1, 1, 0, 0)), read.get("b"));
    }

    @Test
    void twoHundredReportsAreThreeCallsAtMostAHundredEach() {
        List<String> arns = IntStream.range(0, 201).mapToObj(number -> "a" + number).toList();
        arns.forEach(arn -> codeBuild.addCoverage(arn, 1, 1, 1, 1));
        assertEquals(201, reports.read(arns).size());
        assertEquals(3, codeBuild.reportCalls);
    }

    @Test
    void whatMayNotBeReadIsRefusedAndWhatMayPassIsThrown() {
        codeBuild.troubleWithReports = trouble("AccessDeniedException");
        assertEquals(State.REFUSED, reports.read(List.of("a")).get("a").state());
        codeBuild.troubleWithReports = trouble("ThrottlingException");
        assertThrows(CodeBuildException.class, () -> reports.read(List.of("a")));
    }

    @Test
    void casesComeByPagesOfAHundredAndByStatus() {
        codeBuild.addTests("a", IntStream.range(0, 250)
                .mapToObj(number -> test("t" + number, number == 7 ? "ERROR" : "SUCCEEDED")).toList());
        Page first = reports.cases("a", Which.ALL, "");
        assertEquals(100, first.cases().size());
        Page third = reports.cases("a", Which.ALL, reports.cases("a", Which.ALL, first.next()).next());
        assertEquals(50, third.cases().size());
        assertEquals("", third.next());
        assertEquals(new Page(List.of(new dev.signalbox.verdict.TestCase("t7", true, "because", Duration.ofMillis(12))), ""),
                reports.cases("a", Which.ERROR, ""));
        assertEquals(Page.NONE, reports.cases("a", Which.FAILED, ""));
        assertEquals(Page.NONE, reports.cases("gone", Which.ALL, ""));
    }

    @Test
    void aTestIsNamedWithItsPrefixOrElseItsSuiteOnce() {
        codeBuild.addTests("a", List.of(
                test("rounds", "FAILED").copy(test -> test.prefix("com.example.OrdersTest").testSuiteName("suite")),
                test("rounds", "FAILED").copy(test -> test.testSuiteName("OrdersTest")),
                test("OrdersTest.rounds", "FAILED").copy(test -> test.prefix("OrdersTest"))));
        assertEquals(List.of("com.example.OrdersTest.rounds", "OrdersTest.rounds", "OrdersTest.rounds"),
                reports.cases("a", Which.FAILED, "").cases().stream().map(dev.signalbox.verdict.TestCase::name).toList());
    }

    private static TestCase test(String name, String status) {
        return TestCase.builder().name(name).status(status).message("because").durationInNanoSeconds(12_000_000L).build();
    }

    private static RuntimeException trouble(String code) {
        return CodeBuildException.builder().statusCode(400).awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(code)
                .build()).build();
    }
}
