package dev.signalbox.local.codebuild.reports;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codebuild.model.CodeCoverage;
import software.amazon.awssdk.services.codebuild.model.CodeCoverageReportSummary;
import software.amazon.awssdk.services.codebuild.model.InvalidInputException;
import software.amazon.awssdk.services.codebuild.model.Report;
import software.amazon.awssdk.services.codebuild.model.ReportExportConfig;
import software.amazon.awssdk.services.codebuild.model.ReportExportConfigType;
import software.amazon.awssdk.services.codebuild.model.ReportFilter;
import software.amazon.awssdk.services.codebuild.model.ReportGroup;
import software.amazon.awssdk.services.codebuild.model.ReportGroupStatusType;
import software.amazon.awssdk.services.codebuild.model.ReportStatusType;
import software.amazon.awssdk.services.codebuild.model.ReportType;
import software.amazon.awssdk.services.codebuild.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.codebuild.model.ResourceNotFoundException;
import software.amazon.awssdk.services.codebuild.model.SortOrderType;
import software.amazon.awssdk.services.codebuild.model.Tag;
import software.amazon.awssdk.services.codebuild.model.TestCase;
import software.amazon.awssdk.services.codebuild.model.TestReportSummary;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Permission;

/** The report groups of the account and their reports. A report is gone 30 days after it was made, as on AWS. */
public final class Reports {

    private static final Duration KEPT = Duration.ofDays(30);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{2,128}");
    private static final ReportExportConfig NOT_EXPORTED =
            ReportExportConfig.builder().exportConfigType(ReportExportConfigType.NO_EXPORT).build();

    /** A report and what it holds. @param cases as many as CodeBuild keeps; each has its number in the report as a key */
    record Held(Report report, List<Case> cases, List<CodeCoverage> coverages) { }

    record Case(String key, TestCase model) { }

    private final Account account;
    private final Supplier<Instant> now;
    private final Pattern report;
    private final Map<String, ReportGroup> groups = new LinkedHashMap<>();
    private final Map<String, Held> reports = new LinkedHashMap<>();

    /** @param now what the time is, for dates and for what has expired */
    public Reports(Account account, Supplier<Instant> now) {
        this.account = account;
        this.now = now;
        report = Pattern.compile(Pattern.quote(account.arn("codebuild", "report/")) + "([^:/]+):[^:/]+");
    }

    // --- groups

    String groupArn(String name) {
        return account.arn("codebuild", "report-group/" + name);
    }

    /** The ARN of the group that a report's ARN names; what is no report's ARN stays as it is. */
    String groupArnOf(String reportArn) {
        Matcher arn = report.matcher(reportArn);
        return arn.matches() ? groupArn(arn.group(1)) : reportArn;
    }

    /** The permission for an action on a group, with the group's tags as condition keys. */
    Permission permission(String action, String groupArn) {
        Permission permission = new Permission(action, groupArn);
        for (Tag tag : group(groupArn).map(ReportGroup::tags).orElse(List.of())) {
            permission = permission.with("aws:ResourceTag/" + tag.key(), tag.value());
        }
        return permission;
    }

    synchronized Optional<ReportGroup> group(String arn) {
        return Optional.ofNullable(groups.get(arn));
    }

    synchronized List<ReportGroup> groups(Comparator<ReportGroup> order) {
        return groups.values().stream().sorted(order).toList();
    }

    /** @throws ResourceAlreadyExistsException when there is one of that name */
    synchronized ReportGroup createGroup(String name, ReportType type, List<Tag> tags) {
        if (!NAME.matcher(name).matches()) {
            throw invalid("Invalid report group name: " + name + "; expected 2 to 128 letters, digits, - and _");
        }
        String arn = groupArn(name);
        if (groups.containsKey(arn)) {
            throw ResourceAlreadyExistsException.builder().message("Report group already exists: " + arn).build();
        }
        ReportGroup group = ReportGroup.builder().arn(arn).name(name).type(type).exportConfig(NOT_EXPORTED).created(now.get())
                .lastModified(now.get()).tags(tags).status(ReportGroupStatusType.ACTIVE).build();
        groups.put(arn, group);
        return group;
    }

    /** @throws ResourceNotFoundException when there is no such group */
    synchronized ReportGroup tagGroup(String arn, List<Tag> tags) {
        ReportGroup group = known(arn).toBuilder().tags(tags).lastModified(now.get()).build();
        groups.put(arn, group);
        return group;
    }

    /** Deletes a group if it is there. @throws InvalidInputException when it has reports that are not to go with it */
    synchronized void deleteGroup(String arn, boolean withReports) {
        Predicate<Held> its = held -> held.report.reportGroupArn().equals(arn);
        if (!withReports && current().stream().anyMatch(its)) {
            throw invalid("Report group " + arn + " has reports; delete them first, or set deleteReports");
        }
        reports.values().removeIf(its);
        groups.remove(arn);
    }

    /** @throws ResourceNotFoundException when there is no such group */
    synchronized ReportGroup known(String arn) {
        return group(arn).orElseThrow(() -> ResourceNotFoundException.builder().message("Report group not found: " + arn).build());
    }

    // --- reports

    /** Whether this is a report's ARN, of this account and region. */
    boolean isReport(String arn) {
        return report.matcher(arn).matches();
    }

    synchronized Optional<Held> report(String arn) {
        return current().stream().filter(held -> held.report.arn().equals(arn)).findFirst();
    }

    /** ARNs of reports; the newest first, unless asked otherwise. @param groupArn null for reports of all groups */
    synchronized List<String> reports(@Nullable String groupArn, @Nullable ReportFilter filter, @Nullable SortOrderType order) {
        List<String> arns = current().stream().map(Held::report)
                .filter(one -> groupArn == null || one.reportGroupArn().equals(groupArn))
                .filter(one -> filter == null || filter.status() == null || one.status() == filter.status())
                .map(Report::arn).toList();
        return order == SortOrderType.ASCENDING ? arns : arns.reversed();
    }

    synchronized void delete(String reportArn) {
        reports.remove(reportArn);
    }

    /**
     * Begins a report.
     *
     * @throws ResourceNotFoundException when there is no such group
     * @throws InvalidInputException when the group is for reports of the other kind
     */
    synchronized Report create(String groupArn, ReportType type, String buildArn) {
        ReportGroup group = known(groupArn);
        if (group.type() != type) {
            throw invalid("Report group " + groupArn + " is of type " + group.type() + ", the report of type " + type);
        }
        Instant created = now.get();
        Report begun = Report.builder().arn(account.arn("codebuild", "report/" + group.name() + ":" + UUID.randomUUID()))
                .type(type).name(group.name()).reportGroupArn(groupArn).executionId(buildArn).status(ReportStatusType.GENERATING)
                .created(created).expired(created.plus(KEPT)).exportConfig(group.exportConfig()).truncated(false).build();
        reports.put(begun.arn(), new Held(begun, List.of(), List.of()));
        return begun;
    }

    synchronized void put(String reportArn, TestResults results) {
        reports.computeIfPresent(reportArn, (arn, held) -> {
            List<TestResult> kept = results.kept();
            List<Case> cases = IntStream.range(0, kept.size())
                    .mapToObj(number -> new Case(Integer.toString(number), testCase(held.report, kept.get(number)))).toList();
            return new Held(held.report.toBuilder().truncated(kept.size() < results.total())
                    .testSummary(TestReportSummary.builder().total(results.total()).statusCounts(results.counts())
                            .durationInNanoSeconds(results.nanoSeconds()).build()).build(), cases, List.of());
        });
    }

    synchronized void put(String reportArn, Coverage coverage) {
        reports.computeIfPresent(reportArn, (arn, held) -> {
            List<FileCoverage> files = coverage.files();
            FileCoverage all = files.stream().reduce(new FileCoverage("", 0, 0, 0, 0), FileCoverage::plus);
            return new Held(held.report.toBuilder().codeCoverageSummary(CodeCoverageReportSummary.builder()
                    .lineCoveragePercentage(all.lines()).linesCovered(all.linesCovered()).linesMissed(all.linesMissed())
                    .branchCoveragePercentage(all.branches()).branchesCovered(all.branchesCovered())
                    .branchesMissed(all.branchesMissed()).build()).build(), List.of(),
                    files.stream().map(file -> codeCoverage(held.report, file)).toList());
        });
    }

    synchronized void end(String reportArn, ReportStatusType status) {
        reports.computeIfPresent(reportArn, (arn, held) ->
                new Held(held.report.toBuilder().status(status).build(), held.cases, held.coverages));
    }

    private static TestCase testCase(Report report, TestResult result) {
        return TestCase.builder().reportArn(report.arn()).testRawDataPath(result.file()).prefix(result.prefix()).name(result.name())
                .status(result.status().name()).durationInNanoSeconds(result.nanoSeconds()).message(result.message())
                .expired(report.expired()).testSuiteName(result.suite()).build();
    }

    private static CodeCoverage codeCoverage(Report report, FileCoverage file) {
        return CodeCoverage.builder().id(UUID.randomUUID().toString()).reportARN(report.arn()).filePath(file.path())
                .lineCoveragePercentage(file.lines()).linesCovered(file.linesCovered()).linesMissed(file.linesMissed())
                .branchCoveragePercentage(file.branches()).branchesCovered(file.branchesCovered())
                .branchesMissed(file.branchesMissed()).expired(report.expired()).build();
    }

    private List<Held> current() {
        Instant time = now.get();
        reports.values().removeIf(held -> !held.report.expired().isAfter(time));
        return new ArrayList<>(reports.values());
    }

    static InvalidInputException invalid(String message) {
        return InvalidInputException.builder().message(message).build();
    }
}
