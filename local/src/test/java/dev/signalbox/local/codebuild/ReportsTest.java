package dev.signalbox.local.codebuild;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.codebuild.model.BatchGetReportGroupsRequest;
import software.amazon.awssdk.services.codebuild.model.BatchGetReportGroupsResponse;
import software.amazon.awssdk.services.codebuild.model.BatchGetReportsRequest;
import software.amazon.awssdk.services.codebuild.model.BatchGetReportsResponse;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhaseType;
import software.amazon.awssdk.services.codebuild.model.CodeCoverage;
import software.amazon.awssdk.services.codebuild.model.CreateReportGroupRequest;
import software.amazon.awssdk.services.codebuild.model.CreateReportGroupResponse;
import software.amazon.awssdk.services.codebuild.model.DeleteReportGroupRequest;
import software.amazon.awssdk.services.codebuild.model.DeleteReportRequest;
import software.amazon.awssdk.services.codebuild.model.DescribeCodeCoveragesRequest;
import software.amazon.awssdk.services.codebuild.model.DescribeCodeCoveragesResponse;
import software.amazon.awssdk.services.codebuild.model.DescribeTestCasesRequest;
import software.amazon.awssdk.services.codebuild.model.DescribeTestCasesResponse;
import software.amazon.awssdk.services.codebuild.model.InvalidInputException;
import software.amazon.awssdk.services.codebuild.model.ListReportGroupsRequest;
import software.amazon.awssdk.services.codebuild.model.ListReportGroupsResponse;
import software.amazon.awssdk.services.codebuild.model.ListReportsForReportGroupRequest;
import software.amazon.awssdk.services.codebuild.model.ListReportsForReportGroupResponse;
import software.amazon.awssdk.services.codebuild.model.ListReportsRequest;
import software.amazon.awssdk.services.codebuild.model.ListReportsResponse;
import software.amazon.awssdk.services.codebuild.model.Report;
import software.amazon.awssdk.services.codebuild.model.ReportCodeCoverageSortByType;
import software.amazon.awssdk.services.codebuild.model.ReportExportConfigType;
import software.amazon.awssdk.services.codebuild.model.ReportGroup;
import software.amazon.awssdk.services.codebuild.model.ReportGroupSortByType;
import software.amazon.awssdk.services.codebuild.model.ReportStatusType;
import software.amazon.awssdk.services.codebuild.model.ReportType;
import software.amazon.awssdk.services.codebuild.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.codebuild.model.ResourceNotFoundException;
import software.amazon.awssdk.services.codebuild.model.SortOrderType;
import software.amazon.awssdk.services.codebuild.model.StatusType;
import software.amazon.awssdk.services.codebuild.model.Tag;
import software.amazon.awssdk.services.codebuild.model.TestCase;
import software.amazon.awssdk.services.codebuild.model.UpdateReportGroupRequest;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.UnknownOperation;

/** Reports of real builds, through the API. */
class ReportsTest {

    private static final String GROUP = "arn:aws:codebuild:us-east-1:123456789012:report-group/";
    private static final String TESTS = """
            <testsuite name='s'><testcase classname='a.B' name='adds' time='1.5'/>
            <testcase classname='a.B' name='subtracts' time='0.25'><failure message='not 1'/></testcase>
            <testcase classname='a.C' name='waits'><skipped/></testcase></testsuite>""";
    private static final String COVERAGE = """
            <report name='r'><package name='a'>
            <sourcefile name='B.java'><line nr='1' mi='0' ci='1' mb='1' cb='1'/><line nr='2' mi='1' ci='0' mb='0' cb='0'/></sourcefile>
            <sourcefile name='C.java'><line nr='1' mi='0' ci='1' mb='0' cb='0'/></sourcefile>
            <sourcefile name='D.java'><line nr='1' mi='1' ci='0' mb='0' cb='0'/></sourcefile></package></report>""";

    @AutoClose
    private Site site;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException, InterruptedException {
        site = new Site(folder);
    }

    /** A build that writes a file and reports it. @param report the lines of the report's entry, below {@code reports:} */
    private Build build(String file, String content, String report) {
        return site.run(Site.spec(Site.buildspec("mkdir -p \"$(dirname '" + file + "')\"\ncat >'" + file + "' <<'END'\n"
                + content + "\nEND") + "reports:\n" + report.indent(2)));
    }

    private Build tests(String content) {
        return build("target/TEST-a.xml", content, "unit: { files: ['**/*.xml'], base-directory: target }");
    }

    private Build coverage(String content) {
        return build("jacoco.xml", content, "cover: { files: [jacoco.xml], file-format: JACOCOXML }");
    }

    private Report report(Build build) {
        assertEquals(1, build.reportArns().size(), site.log(build));
        return report(build.reportArns().getFirst());
    }

    private Report report(String arn) {
        return ((BatchGetReportsResponse) call(BatchGetReportsRequest.builder().reportArns(arn).build())).reports().getFirst();
    }

    private Object call(AwsRequest request) {
        return site.switchboard.call(Site.ADA, request);
    }

    private List<String> cases(String arn, Consumer<DescribeTestCasesRequest.Builder> more) {
        return ((DescribeTestCasesResponse) call(DescribeTestCasesRequest.builder().reportArn(arn).applyMutation(more).build()))
                .testCases().stream().map(TestCase::name).toList();
    }

    private List<String> files(String arn, Consumer<DescribeCodeCoveragesRequest.Builder> more) {
        return ((DescribeCodeCoveragesResponse) call(DescribeCodeCoveragesRequest.builder().reportArn(arn).applyMutation(more).build()))
                .codeCoverages().stream().map(CodeCoverage::filePath).toList();
    }

    private String context(Build build) {
        return Site.phase(build, BuildPhaseType.UPLOAD_ARTIFACTS).contexts().stream()
                .map(one -> one.statusCode() + ": " + one.message()).collect(Collectors.joining());
    }

    // --- what a build's files become

    @Test
    void testCasesBecomeAReport() {
        Build build = tests(TESTS);
        assertEquals(StatusType.SUCCEEDED, build.buildStatus(), site.log(build));
        Report report = report(build);
        assertTrue(report.arn().matches("arn:aws:codebuild:us-east-1:123456789012:report/signalbox-default-unit:[0-9a-f-]{36}"));
        assertEquals(ReportType.TEST, report.type());
        assertEquals("signalbox-default-unit", report.name());
        assertEquals(GROUP + "signalbox-default-unit", report.reportGroupArn());
        assertEquals(build.arn(), report.executionId());
        assertEquals(ReportStatusType.FAILED, report.status());
        assertEquals(Duration.ofDays(30), Duration.between(report.created(), report.expired()));
        assertEquals(ReportExportConfigType.NO_EXPORT, report.exportConfig().exportConfigType());
        assertFalse(report.truncated());
        assertEquals(3, report.testSummary().total());
        assertEquals("{ERROR=0, FAILED=1, SKIPPED=1, SUCCEEDED=1, UNKNOWN=0}",
                new TreeMap<>(report.testSummary().statusCounts()).toString());
        assertEquals(1_750_000_000L, report.testSummary().durationInNanoSeconds());
        assertNull(report.codeCoverageSummary());
        List<TestCase> cases = ((DescribeTestCasesResponse) call(DescribeTestCasesRequest.builder().reportArn(report.arn()).build()))
                .testCases();
        assertEquals(TestCase.builder().reportArn(report.arn()).testRawDataPath("TEST-a.xml").prefix("a.B").name("subtracts")
                .status("FAILED").durationInNanoSeconds(250_000_000L).message("not 1").expired(report.expired()).testSuiteName("s")
                .build(), cases.get(1));
        ReportGroup group = ((BatchGetReportGroupsResponse) call(BatchGetReportGroupsRequest.builder()
                .reportGroupArns(report.reportGroupArn(), GROUP + "none").build())).reportGroups().getFirst();
        assertEquals("signalbox-default-unit ACTIVE TEST", group.name() + " " + group.status() + " " + group.type());
    }

    @Test
    void coverageBecomesAReport() {
        Build build = coverage(COVERAGE);
        Report report = report(build);
        assertEquals(StatusType.SUCCEEDED, build.buildStatus(), site.log(build));
        assertEquals(ReportStatusType.SUCCEEDED, report.status());
        assertEquals(ReportType.CODE_COVERAGE, report.type());
        assertNull(report.testSummary());
        var summary = report.codeCoverageSummary();
        assertEquals("50.0 2 2", summary.lineCoveragePercentage() + " " + summary.linesCovered() + " " + summary.linesMissed());
        assertEquals("50.0 1 1", summary.branchCoveragePercentage() + " " + summary.branchesCovered() + " " + summary.branchesMissed());
        CodeCoverage first = ((DescribeCodeCoveragesResponse) call(DescribeCodeCoveragesRequest.builder().reportArn(report.arn())
                .build())).codeCoverages().getFirst();
        assertNotNull(first.id());
        assertEquals(CodeCoverage.builder().id(first.id()).reportARN(report.arn()).filePath("a/B.java").lineCoveragePercentage(50.0)
                .linesCovered(1).linesMissed(1).branchCoveragePercentage(50.0).branchesCovered(1).branchesMissed(1)
                .expired(report.expired()).build(), first);
    }

    @Test
    void aFailedBuildIsReportedToo() {
        Build build = site.run(Site.spec(Site.buildspec("echo \"" + TESTS + "\" >a.xml", "exit 1")
                + "reports: { unit: { files: [a.xml] } }"));
        assertEquals(StatusType.FAILED, build.buildStatus());
        assertEquals(3, report(build).testSummary().total(), site.log(build));
    }

    @Test
    void buildsOfAProjectShareTheGroup() {
        String first = report(tests(TESTS)).arn();
        String second = report(tests("<testsuite/>")).arn();
        assertEquals(List.of(second, first), ((ListReportsForReportGroupResponse) call(ListReportsForReportGroupRequest.builder()
                .reportGroupArn(GROUP + "signalbox-default-unit").build())).reports());
        assertEquals(ReportStatusType.SUCCEEDED, report(second).status());
        assertEquals(0, report(second).testSummary().total());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "'**/*'         | .           | a.xml b/c.xml b/d/e.xml",
        "'**/*.xml'     | b           | c.xml d/e.xml",
        "'b/*'          | .           | b/c.xml",
        "'b/**/*'       | .           | b/c.xml b/d/e.xml",
        "b/../a.xml     | ./          | a.xml",
        "'*.xml'        | '*/d'       | e.xml",
        "'[ab].xml'     | .           | a.xml",
        "'{a,b/c}.xml'  | .           | a.xml b/c.xml",
        "'d/*.xml'      | 'b*'        | d/e.xml",
    })
    void filesAreFoundByPatterns(String pattern, String base, String found) {
        Build build = site.run(Site.spec(Site.buildspec("mkdir -p b/d; for i in a b/c b/d/e; do"
                + " echo '<testsuite><testcase/></testsuite>' >$i.xml; done; echo x >b/d/e.txt; ln -s / b/loop; mkfifo b/pipe.xml")
                + "reports: { unit: { files: [" + pattern + "], base-directory: " + base + " } }"));
        assertEquals(ReportStatusType.SUCCEEDED, report(build).status(), site.log(build));
        assertEquals(found, ((DescribeTestCasesResponse) call(DescribeTestCasesRequest.builder().reportArn(report(build).arn()).build()))
                .testCases().stream().map(TestCase::testRawDataPath).collect(Collectors.joining(" ")));
    }

    @Test
    void discardedPathsLeaveTheName() {
        Build build = build("x/y/a.xml", TESTS, "unit: { files: ['**/*.xml'], discard-paths: yes }");
        assertEquals("a.xml", ((DescribeTestCasesResponse) call(DescribeTestCasesRequest.builder().reportArn(report(build).arn()).build()))
                .testCases().getFirst().testRawDataPath());
    }

    @Test
    void whatIsNoReportLiesBesideReports() {
        Build build = site.run(Site.spec(Site.buildspec("echo \"" + TESTS + "\" >a.xml",
                "echo '<failsafe-summary/>' >s.xml", "echo text >a.txt") + "reports: { unit: { files: ['**/*'] } }"));
        assertEquals(ReportStatusType.FAILED, report(build).status());
        assertTrue(site.log(build).contains("Skipping s.xml: it is no JUNITXML report\n"), site.log(build));
        assertTrue(site.log(build).contains("Skipping a.txt: it is no JUNITXML report\n"), site.log(build));
    }

    // --- what goes wrong

    @Test
    void noFilesLeaveAnIncompleteReportAndFailTheUpload() {
        Build build = build("target/a.xml", TESTS, "unit: { files: ['*.xml'] }\ncover: { files: [none], file-format: COBERTURAXML }");
        assertEquals(StatusType.FAILED, build.buildStatus());
        assertEquals("CLIENT_ERROR: Error in UPLOAD_ARTIFACTS phase: [unit: [report files not found in build],"
                + " cover: [report files not found in build]]", context(build));
        assertEquals(2, build.reportArns().size());
        Report report = report(build.reportArns().getFirst());
        assertEquals(ReportStatusType.INCOMPLETE, report.status());
        assertNull(report.testSummary());
    }

    @Test
    void brokenXmlLeavesAnIncompleteReportWithWhatWasRead() {
        Build build = tests(TESTS.replace("</testsuite>", ""));
        assertEquals(StatusType.SUCCEEDED, build.buildStatus());
        Report report = report(build);
        assertEquals(ReportStatusType.INCOMPLETE, report.status());
        assertEquals(3, report.testSummary().total());
        assertTrue(site.log(build).contains("WARNING: TEST-a.xml cannot be read: line "), site.log(build));
    }

    @Test
    void aReportOfNothingThatCouldBeReadIsIncomplete() {
        assertEquals(ReportStatusType.INCOMPLETE, report(tests("<html/>")).status());
        assertEquals(ReportStatusType.INCOMPLETE, report(coverage("<html/>")).status());
        assertEquals(ReportStatusType.INCOMPLETE, report(tests("")).status());
    }

    @ParameterizedTest
    @CsvSource({"CreateReportGroup, creating report group", "CreateReport, creating report", "BatchPutTestCases, uploading report",
        "UpdateReport, updating report"})
    void aRoleThatMayNotReportFailsTheUpload(String action, String step) {
        site.denied.add("codebuild:" + action);
        Build build = tests(TESTS);
        assertEquals(StatusType.FAILED, build.buildStatus());
        assertTrue(context(build).startsWith("CLIENT_ERROR: Error in UPLOAD_ARTIFACTS phase: [unit: [error " + step
                + ": AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/builder/AWSCodeBuild-"), context(build));
        assertTrue(context(build).contains("is not authorized to perform: codebuild:" + action + " on resource: " + GROUP), context(build));
        assertEquals(action.startsWith("CreateReport") ? 0 : 1, build.reportArns().size());
        build.reportArns().forEach(arn -> assertEquals(ReportStatusType.INCOMPLETE, report(arn).status()));
    }

    @Test
    void reportsAreMadeAsTheProjectsRole() {
        Build build = tests(TESTS);
        coverage(COVERAGE);
        String session = "AWSCodeBuild-" + build.id().split(":")[1];
        assertTrue(site.asked.stream().filter(asked -> asked.permission().resource().equals(GROUP + "signalbox-default-unit"))
                .allMatch(asked -> asked.caller().equals(new Caller.RoleSession(Site.ROLE, session))));
        assertEquals(Set.of("codebuild:CreateReportGroup", "codebuild:CreateReport", "codebuild:UpdateReport",
                "codebuild:BatchPutTestCases", "codebuild:BatchPutCodeCoverages"),
                site.asked.stream().filter(asked -> asked.permission().resource().startsWith(GROUP))
                        .map(asked -> asked.permission().action()).collect(Collectors.toSet()));
    }

    @Test
    void aGroupCanBeNamedByItsArnIfItIsThere() {
        String arn = GROUP + "shared";
        Build lost = build("a.xml", TESTS, arn + ": { files: [a.xml] }");
        assertEquals("CLIENT_ERROR: Error in UPLOAD_ARTIFACTS phase: [" + arn + ": [error creating report: ResourceNotFoundException:"
                + " Report group not found: " + arn + "]]", context(lost));
        group("shared", ReportType.TEST);
        site.denied.add("codebuild:CreateReportGroup");
        assertEquals(arn, report(build("a.xml", TESTS, arn + ": { files: [a.xml] }")).reportGroupArn());
        Build other = build("a.xml", COVERAGE, arn + ": { files: [a.xml], file-format: JACOCOXML }");
        assertTrue(context(other).endsWith("InvalidInputException: Report group " + arn
                + " is of type TEST, the report of type CODE_COVERAGE]]"), context(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "ünit", "a:b"})
    void aGroupsNameIsChecked(String name) {
        Build build = build("a.xml", TESTS, "'" + name + "': { files: [a.xml] }");
        assertTrue(context(build).contains("error creating report group: InvalidInputException: Invalid report group name:"),
                context(build));
    }

    @Test
    void aPatternThatCannotBeReadIsTold() {
        Build build = build("a.xml", TESTS, "unit: { files: ['[a'] }");
        assertTrue(context(build).endsWith("[unit: [error finding report files: the pattern [a cannot be read]]"), context(build));
    }

    // --- the API

    private ReportGroup group(String name, ReportType type) {
        return ((CreateReportGroupResponse) call(CreateReportGroupRequest.builder()
                .name(name).type(type).exportConfig(config -> config.exportConfigType(ReportExportConfigType.NO_EXPORT)).build()))
                .reportGroup();
    }

    @Test
    void casesAreFilteredByStatusAndByAWordOfNameOrPrefix() {
        String arn = report(tests(TESTS)).arn();
        assertEquals(List.of("subtracts"), cases(arn, request -> request.filter(filter -> filter.status("FAILED"))));
        assertEquals(List.of("subtracts"), cases(arn, request -> request.filter(filter -> filter.keyword("tract"))));
        assertEquals(List.of("adds", "subtracts"), cases(arn, request -> request.filter(filter -> filter.keyword("a.B"))));
        assertEquals(List.of(), cases(arn, request -> request.filter(filter -> filter.keyword("a.B").status("ERROR"))));
        assertThrows(InvalidInputException.class, () -> cases(arn, request -> request.filter(filter -> filter.status("failed"))));
    }

    @Test
    void casesComeByTheHundred() {
        String all = IntStream.range(0, 601).mapToObj("<testcase name='t%d'/>"::formatted).collect(Collectors.joining());
        Report report = report(tests("<testsuite>" + all + "</testsuite>"));
        assertTrue(report.truncated());
        assertEquals(601, report.testSummary().total());
        List<String> seen = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        @Nullable String token = null;
        do {
            String from = token;
            DescribeTestCasesResponse page = (DescribeTestCasesResponse) call(DescribeTestCasesRequest.builder().reportArn(report.arn())
                    .nextToken(from).build());
            page.testCases().forEach(one -> seen.add(one.name()));
            sizes.add(page.testCases().size());
            token = page.nextToken();
        } while (token != null);
        assertEquals(List.of(100, 100, 100, 100, 100), sizes);
        assertEquals(IntStream.range(0, 500).mapToObj(number -> "t" + number).toList(), seen);
        assertEquals(List.of("t0", "t1"), cases(report.arn(), request -> request.maxResults(2)));
        assertThrows(InvalidInputException.class, () -> cases(report.arn(), request -> request.maxResults(101)));
        assertThrows(InvalidInputException.class, () -> cases(report.arn(), request -> request.nextToken("nope")));
    }

    @Test
    void coveragesAreSortedAndBounded() {
        String arn = report(coverage(COVERAGE)).arn();
        assertEquals(List.of("a/B.java", "a/C.java", "a/D.java"), files(arn, request -> { }));
        assertEquals(List.of("a/D.java", "a/C.java", "a/B.java"), files(arn, request -> request.sortOrder(SortOrderType.DESCENDING)));
        assertEquals(List.of("a/D.java", "a/B.java", "a/C.java"),
                files(arn, request -> request.sortBy(ReportCodeCoverageSortByType.LINE_COVERAGE_PERCENTAGE)));
        assertEquals(List.of("a/B.java"),
                files(arn, request -> request.minLineCoveragePercentage(1.0).maxLineCoveragePercentage(99.0)));
        DescribeCodeCoveragesResponse page = (DescribeCodeCoveragesResponse) call(DescribeCodeCoveragesRequest.builder().reportArn(arn)
                .maxResults(2).build());
        assertEquals(List.of("a/D.java"), files(arn, request -> request.nextToken(page.nextToken())));
        assertThrows(InvalidInputException.class, () -> files(arn, request -> request.minLineCoveragePercentage(101.0)));
        assertThrows(InvalidInputException.class, () -> files(arn, request -> request.sortBy("COLOUR")));
    }

    @Test
    void whatIsNotThereIsToldAsTheOperationDeclares() {
        String none = "arn:aws:codebuild:us-east-1:123456789012:report/none:1";
        BatchGetReportsResponse found = (BatchGetReportsResponse) call(BatchGetReportsRequest.builder().reportArns(none).build());
        assertEquals(List.of(none), found.reportsNotFound());
        assertThrows(ResourceNotFoundException.class, () -> cases(none, request -> { }));
        assertThrows(InvalidInputException.class, () -> files(none, request -> { }));
        assertThrows(ResourceNotFoundException.class,
                () -> call(ListReportsForReportGroupRequest.builder().reportGroupArn(GROUP + "none").build()));
        assertThrows(InvalidInputException.class, () -> call(BatchGetReportsRequest.builder().reportArns("none").build()));
        String tests = report(tests(TESTS)).arn();
        assertThrows(InvalidInputException.class, () -> files(tests, request -> { }));
    }

    @Test
    void reportsExpire() {
        String arn = report(tests(TESTS)).arn();
        site.timeline.turn(Duration.ofDays(30).minusMinutes(1));
        assertEquals(3, cases(arn, request -> { }).size());
        site.timeline.turn(Duration.ofMinutes(1));
        assertThrows(ResourceNotFoundException.class, () -> cases(arn, request -> { }));
        assertEquals(List.of(), ((ListReportsResponse) call(ListReportsRequest.builder().build())).reports());
    }

    @Test
    void reportsAreListedAndDeleted() {
        String failed = report(tests(TESTS)).arn();
        String passed = report(coverage(COVERAGE)).arn();
        assertEquals(List.of(passed, failed), ((ListReportsResponse) call(ListReportsRequest.builder().build())).reports());
        assertEquals(List.of(failed, passed),
                ((ListReportsResponse) call(ListReportsRequest.builder().sortOrder(SortOrderType.ASCENDING).build())).reports());
        assertEquals(List.of(failed), ((ListReportsResponse) call(ListReportsRequest.builder()
                .filter(filter -> filter.status(ReportStatusType.FAILED)).build())).reports());
        ListReportsResponse page = (ListReportsResponse) call(ListReportsRequest.builder().maxResults(1).build());
        assertEquals(List.of(failed),
                ((ListReportsResponse) call(ListReportsRequest.builder().nextToken(page.nextToken()).build())).reports());
        String group = GROUP + "signalbox-default-unit";
        assertThrows(InvalidInputException.class, () -> call(DeleteReportGroupRequest.builder().arn(group).build()));
        call(DeleteReportRequest.builder().arn(failed).build());
        call(DeleteReportGroupRequest.builder().arn(group).build());
        call(DeleteReportGroupRequest.builder().arn(GROUP + "signalbox-default-cover").deleteReports(true).build());
        assertEquals(List.of(), ((ListReportsResponse) call(ListReportsRequest.builder().build())).reports());
        assertEquals(List.of(), ((ListReportGroupsResponse) call(ListReportGroupsRequest.builder().build())).reportGroups());
    }

    @Test
    void groupsAreMadeListedAndTagged() {
        for (String name : List.of("bb", "cc", "aa")) {
            group(name, ReportType.TEST);
            site.timeline.turn(Duration.ofMinutes(1));
        }
        assertEquals(List.of(GROUP + "aa", GROUP + "cc", GROUP + "bb"),
                ((ListReportGroupsResponse) call(ListReportGroupsRequest.builder().build())).reportGroups());
        assertEquals(List.of(GROUP + "aa", GROUP + "bb", GROUP + "cc"), ((ListReportGroupsResponse) call(ListReportGroupsRequest.builder()
                .sortBy(ReportGroupSortByType.NAME).sortOrder(SortOrderType.ASCENDING).build())).reportGroups());
        assertThrows(ResourceAlreadyExistsException.class, () -> group("aa", ReportType.TEST));
        Tag tag = Tag.builder().key("team").value("orders").build();
        call(UpdateReportGroupRequest.builder().arn(GROUP + "bb").tags(tag).build());
        assertEquals(List.of(GROUP + "bb"), ((ListReportGroupsResponse) call(ListReportGroupsRequest.builder()
                .sortBy(ReportGroupSortByType.LAST_MODIFIED_TIME).maxResults(1).build())).reportGroups());
        call(BatchGetReportGroupsRequest.builder().reportGroupArns(GROUP + "bb").build());
        assertEquals("orders", site.asked.getLast().permission().context().get("aws:ResourceTag/team"));
        assertThrows(ResourceNotFoundException.class, () -> call(UpdateReportGroupRequest.builder().arn(GROUP + "none").build()));
    }

    @Test
    void rawDataIsNotExported() {
        UnknownOperation refused = assertThrows(UnknownOperation.class, () -> call(CreateReportGroupRequest.builder().name("aa")
                .type(ReportType.TEST).exportConfig(config -> config.exportConfigType(ReportExportConfigType.S3)).build()));
        assertEquals("The local cloud has no codebuild:CreateReportGroup with raw data exported to S3.",
                refused.awsErrorDetails().errorMessage());
    }
}
