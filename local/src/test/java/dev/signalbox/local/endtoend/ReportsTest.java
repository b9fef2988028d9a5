package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.Report;
import software.amazon.awssdk.services.codebuild.model.ReportStatusType;
import software.amazon.awssdk.services.codebuild.model.StatusType;

/** Reports of the stack's projects, each in groups of its own. */
@OnTheLocalCloud
class ReportsTest {

    private static final String REPORTS = """
            reports:
              unit: { files: [TEST-order.xml] }
              coverage: { files: [coverage.xml], file-format: COBERTURAXML }
            """;
    private static final Map<String, String> FILES = Map.of(
            "TEST-order.xml", "<testsuite><testcase name='adds'/><testcase name='waits'><skipped/></testcase></testsuite>",
            "coverage.xml", "<coverage><class filename='o.py'><line number='1' hits='1'/><line number='2' hits='0'/></class></coverage>");

    private final CloudInHand cloud;
    private final Repository repository;

    ReportsTest(CloudInHand cloud, Repository repository) {
        this.cloud = cloud;
        this.repository = repository;
    }

    private String push(String reports) {
        repository.commit("Add reports", FILES);
        String commit = repository.commit("Report", Map.of("buildspec.yml", Buildspecs.of("true") + reports));
        repository.push();
        cloud.toldOnce(repository, commit);
        return commit;
    }

    private Build buildForAPullRequest(String commit) {
        String id = cloud.codeBuild.startBuild(request -> request.projectName(cloud.output("PullRequestProjectName"))
                .sourceTypeOverride("CODECOMMIT").sourceVersion(commit).buildspecOverride("buildspec.yml")
                .sourceLocationOverride("https://git-codecommit.us-east-1.amazonaws.com/v1/repos/" + repository.name())).build().id();
        return cloud.await("the build's end", () -> Optional.of(cloud.codeBuild.batchGetBuilds(request -> request.ids(id))
                .builds().getFirst()).filter(Build::buildComplete));
    }

    private void assertReported(String project, Build build) {
        assertEquals(StatusType.SUCCEEDED, build.buildStatus(), build::toString);
        List<Report> reports = cloud.codeBuild.batchGetReports(request -> request.reportArns(build.reportArns())).reports();
        assertEquals(List.of(project + "-unit", project + "-coverage"), reports.stream().map(Report::name).toList());
        assertTrue(reports.stream().allMatch(report -> report.status() == ReportStatusType.SUCCEEDED), reports::toString);
        assertEquals(2, reports.getFirst().testSummary().total());
        assertEquals(1, reports.getFirst().testSummary().statusCounts().get("SKIPPED"));
        assertEquals(50.0, reports.getLast().codeCoverageSummary().lineCoveragePercentage());
    }

    @Test
    void aPushsBuildReportsTestsAndCoverage() {
        String commit = push(REPORTS);
        assertReported(cloud.output("DefaultProjectName"), cloud.builds(commit).getFirst());
    }

    @Test
    void aPullRequestsBuildReportsTestsAndCoverage() {
        assertReported(cloud.output("PullRequestProjectName"), buildForAPullRequest(push(REPORTS)));
    }

    @Test
    void aPullRequestsBuildCannotReportForABranch() {
        String commit = push("reports: { " + repository.name() + ": { files: [TEST-order.xml] } }\n");
        String group = cloud.codeBuild.batchGetReports(request -> request.reportArns(cloud.builds(commit).getFirst().reportArns()))
                .reports().getFirst().reportGroupArn();
        cloud.expectRefusal("PullRequestProjectRole", "codebuild:CreateReport");
        Build build = buildForAPullRequest(push("reports: { '" + group + "': { files: [TEST-order.xml] } }\n"));
        assertEquals(StatusType.FAILED, build.buildStatus());
        assertEquals(1, cloud.codeBuild.listReportsForReportGroup(request -> request.reportGroupArn(group)).reports().stream()
                .filter(arn -> cloud.codeBuild.batchGetReports(request -> request.reportArns(arn)).reports().getFirst().executionId()
                        .equals(cloud.builds(commit).getFirst().arn())).count());
    }
}
