package dev.signalbox.aws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.BatchGetBuildsRequest;
import software.amazon.awssdk.services.codebuild.model.BatchGetBuildsResponse;
import software.amazon.awssdk.services.codebuild.model.BatchGetReportsRequest;
import software.amazon.awssdk.services.codebuild.model.BatchGetReportsResponse;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.DescribeTestCasesRequest;
import software.amazon.awssdk.services.codebuild.model.DescribeTestCasesResponse;
import software.amazon.awssdk.services.codebuild.model.InvalidInputException;
import software.amazon.awssdk.services.codebuild.model.Report;
import software.amazon.awssdk.services.codebuild.model.ReportStatusType;
import software.amazon.awssdk.services.codebuild.model.ReportType;
import software.amazon.awssdk.services.codebuild.model.ResourceNotFoundException;
import software.amazon.awssdk.services.codebuild.model.StatusType;
import software.amazon.awssdk.services.codebuild.model.StopBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StopBuildResponse;
import software.amazon.awssdk.services.codebuild.model.TestCase;

/**
 * CodeBuild's builds and reports in memory: found by id, at most 100 at once. Builds are stopped while in progress; test cases
 * come by pages of as many as asked for, in the order in which they were added.
 */
public final class FakeCodeBuild implements CodeBuildClient {

    public final Map<String, Build> builds = new LinkedHashMap<>();
    public final List<String> stopped = new ArrayList<>();
    public final Map<String, Report> reports = new LinkedHashMap<>();
    public final Map<String, List<TestCase>> cases = new LinkedHashMap<>();
    public int reads;
    public int reportCalls;
    public @Nullable RuntimeException troubleWithReports;

    public void add(Build build) {
        builds.put(build.id(), build);
    }

    @Override
    public BatchGetBuildsResponse batchGetBuilds(BatchGetBuildsRequest request) {
        reads++;
        if (request.ids().isEmpty() || request.ids().size() > 100 || request.ids().stream().anyMatch(id -> !id.contains(":"))) {
            throw InvalidInputException.builder().message("Invalid build ID").build();
        }
        return BatchGetBuildsResponse.builder().builds(request.ids().stream().filter(builds::containsKey).map(builds::get).toList())
                .buildsNotFound(request.ids().stream().filter(id -> !builds.containsKey(id)).toList()).build();
    }

    /** A report of tests, with a summary of them. */
    public void addTests(String arn, List<TestCase> tests) {
        Map<String, Integer> counts = new HashMap<>();
        tests.forEach(test -> counts.merge(test.status(), 1, Integer::sum));
        reports.put(arn, Report.builder().arn(arn).type(ReportType.TEST).status(counts.containsKey("FAILED") ? "FAILED" : "SUCCEEDED")
                .testSummary(summary -> summary.total(tests.size()).statusCounts(counts).durationInNanoSeconds(1L)).build());
        cases.put(arn, tests);
    }

    /** A report of coverage. */
    public void addCoverage(String arn, int linesCovered, int linesMissed, int branchesCovered, int branchesMissed) {
        reports.put(arn, Report.builder().arn(arn).type(ReportType.CODE_COVERAGE).status(ReportStatusType.SUCCEEDED)
                .codeCoverageSummary(summary -> summary.linesCovered(linesCovered).linesMissed(linesMissed)
                        .branchesCovered(branchesCovered).branchesMissed(branchesMissed)).build());
    }

    @Override
    public BatchGetReportsResponse batchGetReports(BatchGetReportsRequest request) {
        reportCalls++;
        if (troubleWithReports != null) {
            throw troubleWithReports;
        }
        if (request.reportArns().isEmpty() || request.reportArns().size() > 100) {
            throw InvalidInputException.builder().message("Invalid report ARNs").build();
        }
        return BatchGetReportsResponse.builder()
                .reports(request.reportArns().stream().filter(reports::containsKey).map(reports::get).toList())
                .reportsNotFound(request.reportArns().stream().filter(arn -> !reports.containsKey(arn)).toList()).build();
    }

    @Override
    public DescribeTestCasesResponse describeTestCases(DescribeTestCasesRequest request) {
        reportCalls++;
        if (!cases.containsKey(request.reportArn())) {
            throw ResourceNotFoundException.builder().message("Report " + request.reportArn() + " does not exist").build();
        }
        List<TestCase> all = cases.get(request.reportArn()).stream()
                .filter(test -> request.filter() == null || request.filter().status().equals(test.status())).toList();
        int from = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
        int to = Math.min(all.size(), from + request.maxResults());
        return DescribeTestCasesResponse.builder().testCases(all.subList(from, to))
                .nextToken(to < all.size() ? Integer.toString(to) : null).build();
    }

    @Override
    public StopBuildResponse stopBuild(StopBuildRequest request) {
        Build build = builds.get(request.id());
        if (build == null) {
            throw ResourceNotFoundException.builder().message("Build " + request.id() + " does not exist").build();
        }
        if (build.buildStatus() == StatusType.IN_PROGRESS) {
            stopped.add(request.id());
            builds.put(request.id(), build.copy(copy -> copy.buildStatus(StatusType.STOPPED).buildComplete(true)));
        }
        return StopBuildResponse.builder().build(builds.get(request.id())).build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        builds.clear();
    }
}
