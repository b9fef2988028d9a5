package dev.signalbox.aws;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.CodeBuildException;
import software.amazon.awssdk.services.codebuild.model.CodeCoverageReportSummary;
import software.amazon.awssdk.services.codebuild.model.DescribeTestCasesResponse;
import software.amazon.awssdk.services.codebuild.model.InvalidInputException;
import software.amazon.awssdk.services.codebuild.model.ResourceNotFoundException;
import software.amazon.awssdk.services.codebuild.model.TestCaseFilter;
import software.amazon.awssdk.services.codebuild.model.TestReportSummary;

import dev.signalbox.verdict.Coverage;
import dev.signalbox.verdict.Report;
import dev.signalbox.verdict.Reports;
import dev.signalbox.verdict.TestCase;
import dev.signalbox.verdict.TestCounts;

/**
 * Reads CodeBuild's reports: BatchGetReports with at most 100 ARNs a call, and DescribeTestCases by pages of 100 (their limits).
 *
 * <p>What the API reference leaves open is taken so: a summary counts tests by the statuses SUCCEEDED, FAILED, ERROR, SKIPPED and
 * UNKNOWN, the values of a test case's status; a coverage summary without lines (or branches) says nothing of them, whatever its
 * percentage; the prefix of a test case ("CodeBuild generates it, depending on the framework") or else its suite is what stands
 * before its name.
 */
public final class CodeBuildReports implements Reports {

    private static final int MESSAGE = 2000;

    private final CodeBuildClient codeBuild;

    public CodeBuildReports(CodeBuildClient codeBuild) {
        this.codeBuild = codeBuild;
    }

    @Override
    public Map<String, Report> read(Collection<String> arns) {
        List<String> all = List.copyOf(arns);
        Map<String, Report> found = new HashMap<>();
        for (int from = 0; from < all.size(); from += A_CALL) {
            List<String> some = all.subList(from, Math.min(all.size(), from + A_CALL));
            try {
                codeBuild.batchGetReports(request -> request.reportArns(some)).reports()
                        .forEach(report -> found.put(report.arn(), report(report)));
            } catch (CodeBuildException refusal) {
                if (!refused(refusal)) {
                    throw refusal;
                }
                some.forEach(arn -> found.put(arn, Report.without(arn, Report.State.REFUSED)));
            }
        }
        return found;
    }

    @Override
    public Page cases(String arn, Which which, String from) {
        try {
            DescribeTestCasesResponse page = codeBuild.describeTestCases(request -> request.reportArn(arn).maxResults(A_CALL)
                    .nextToken(from.isEmpty() ? null : from)
                    .filter(which == Which.ALL ? null : TestCaseFilter.builder().status(which.name()).build()));
            return new Page(page.testCases().stream().map(CodeBuildReports::test).toList(), text(page.nextToken()));
        } catch (CodeBuildException refusal) {
            if (refusal instanceof ResourceNotFoundException || refused(refusal)) {
                return Page.NONE;
            }
            throw refusal;
        }
    }

    /** Whether it would be refused again, however often it is asked. */
    private static boolean refused(CodeBuildException trouble) {
        return trouble instanceof InvalidInputException
                || trouble.awsErrorDetails() != null && "AccessDeniedException".equals(trouble.awsErrorDetails().errorCode());
    }

    private static Report report(software.amazon.awssdk.services.codebuild.model.Report report) {
        Report.State state = switch (report.status()) {
            case SUCCEEDED, FAILED -> Report.State.COMPLETE;
            case GENERATING -> Report.State.GENERATING;
            case DELETING -> Report.State.GONE;
            case INCOMPLETE, UNKNOWN_TO_SDK_VERSION -> Report.State.INCOMPLETE;
            case null -> Report.State.INCOMPLETE;
        };
        return switch (state) {
            case COMPLETE, INCOMPLETE ->
                    new Report(report.arn(), state, tests(report.testSummary()), coverage(report.codeCoverageSummary()));
            case GENERATING, GONE, REFUSED -> Report.without(report.arn(), state);
        };
    }

    private static @Nullable TestCounts tests(@Nullable TestReportSummary summary) {
        if (summary == null) {
            return null;
        }
        Map<String, Integer> counts = summary.statusCounts();
        return new TestCounts(summary.total() == null ? 0 : summary.total(), counts.getOrDefault("SUCCEEDED", 0),
                counts.getOrDefault("FAILED", 0) + (long) counts.getOrDefault("ERROR", 0), counts.getOrDefault("SKIPPED", 0));
    }

    private static @Nullable Coverage coverage(@Nullable CodeCoverageReportSummary summary) {
        return summary == null ? null : new Coverage(number(summary.linesCovered()), number(summary.linesMissed()),
                number(summary.branchesCovered()), number(summary.branchesMissed()));
    }

    private static TestCase test(software.amazon.awssdk.services.codebuild.model.TestCase test) {
        String name = text(test.name());
        String before = text(test.prefix()).isBlank() ? text(test.testSuiteName()) : text(test.prefix());
        String message = text(test.message());
        return new TestCase(before.isBlank() || name.startsWith(before) ? name : before + "." + name,
                "FAILED".equals(test.status()) || "ERROR".equals(test.status()), message.substring(0, Math.min(MESSAGE, message.length())),
                Duration.ofNanos(Math.max(0, test.durationInNanoSeconds() == null ? 0 : test.durationInNanoSeconds())));
    }

    private static long number(@Nullable Integer number) {
        return number == null ? 0 : number;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
