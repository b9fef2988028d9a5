package dev.signalbox.local.codebuild.reports;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codebuild.model.BatchGetReportGroupsRequest;
import software.amazon.awssdk.services.codebuild.model.BatchGetReportGroupsResponse;
import software.amazon.awssdk.services.codebuild.model.BatchGetReportsRequest;
import software.amazon.awssdk.services.codebuild.model.BatchGetReportsResponse;
import software.amazon.awssdk.services.codebuild.model.CodeCoverage;
import software.amazon.awssdk.services.codebuild.model.CreateReportGroupRequest;
import software.amazon.awssdk.services.codebuild.model.CreateReportGroupResponse;
import software.amazon.awssdk.services.codebuild.model.DeleteReportGroupRequest;
import software.amazon.awssdk.services.codebuild.model.DeleteReportGroupResponse;
import software.amazon.awssdk.services.codebuild.model.DeleteReportRequest;
import software.amazon.awssdk.services.codebuild.model.DeleteReportResponse;
import software.amazon.awssdk.services.codebuild.model.DescribeCodeCoveragesRequest;
import software.amazon.awssdk.services.codebuild.model.DescribeCodeCoveragesResponse;
import software.amazon.awssdk.services.codebuild.model.DescribeTestCasesRequest;
import software.amazon.awssdk.services.codebuild.model.DescribeTestCasesResponse;
import software.amazon.awssdk.services.codebuild.model.ListReportGroupsRequest;
import software.amazon.awssdk.services.codebuild.model.ListReportGroupsResponse;
import software.amazon.awssdk.services.codebuild.model.ListReportsForReportGroupRequest;
import software.amazon.awssdk.services.codebuild.model.ListReportsForReportGroupResponse;
import software.amazon.awssdk.services.codebuild.model.ListReportsRequest;
import software.amazon.awssdk.services.codebuild.model.ListReportsResponse;
import software.amazon.awssdk.services.codebuild.model.Report;
import software.amazon.awssdk.services.codebuild.model.ReportCodeCoverageSortByType;
import software.amazon.awssdk.services.codebuild.model.ReportExportConfig;
import software.amazon.awssdk.services.codebuild.model.ReportExportConfigType;
import software.amazon.awssdk.services.codebuild.model.ReportFilter;
import software.amazon.awssdk.services.codebuild.model.ReportGroup;
import software.amazon.awssdk.services.codebuild.model.ReportGroupSortByType;
import software.amazon.awssdk.services.codebuild.model.ReportStatusType;
import software.amazon.awssdk.services.codebuild.model.ReportType;
import software.amazon.awssdk.services.codebuild.model.ResourceNotFoundException;
import software.amazon.awssdk.services.codebuild.model.SortOrderType;
import software.amazon.awssdk.services.codebuild.model.TestCaseFilter;
import software.amazon.awssdk.services.codebuild.model.UpdateReportGroupRequest;
import software.amazon.awssdk.services.codebuild.model.UpdateReportGroupResponse;

import dev.signalbox.local.codebuild.reports.TestResult.Status;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.UnknownOperation;

/** CodeBuild's operations on report groups and reports. */
public final class ReportOperations {

    private static final int MOST_ARNS = 100;
    private static final double MOST_PERCENT = 100;
    private static final Set<String> STATUSES = Stream.of(Status.values()).map(Status::name).collect(Collectors.toUnmodifiableSet());

    private final Reports reports;

    public ReportOperations(Reports reports) {
        this.reports = reports;
    }

    /** Each with the permissions it needs: on the group, also where the call names a report (CodeBuild's permissions reference). */
    public List<Operation<?>> all() {
        return List.of(
                Operation.of(BatchGetReportsRequest::builder, request -> request.reportArns().stream().map(reports::groupArnOf)
                        .distinct().map(arn -> on("BatchGetReports", arn)).toList(), this::batchGetReports),
                Operation.of(BatchGetReportGroupsRequest::builder, request -> request.reportGroupArns().stream()
                        .distinct().map(arn -> on("BatchGetReportGroups", arn)).toList(), this::batchGetReportGroups),
                Operation.of(DescribeTestCasesRequest::builder,
                        request -> List.of(on("DescribeTestCases", reports.groupArnOf(request.reportArn()))), this::describeTestCases),
                Operation.of(DescribeCodeCoveragesRequest::builder,
                        request -> List.of(on("DescribeCodeCoverages", reports.groupArnOf(request.reportArn()))),
                        this::describeCodeCoverages),
                Operation.of(ListReportsRequest::builder, _ -> List.of(new Permission("codebuild:ListReports", "*")), this::listReports),
                Operation.of(ListReportGroupsRequest::builder,
                        _ -> List.of(new Permission("codebuild:ListReportGroups", "*")), this::listReportGroups),
                Operation.of(ListReportsForReportGroupRequest::builder,
                        request -> List.of(on("ListReportsForReportGroup", request.reportGroupArn())), this::listReportsForReportGroup),
                Operation.of(CreateReportGroupRequest::builder,
                        request -> List.of(on("CreateReportGroup", reports.groupArn(request.name()))), this::createReportGroup),
                Operation.of(UpdateReportGroupRequest::builder,
                        request -> List.of(on("UpdateReportGroup", request.arn())), this::updateReportGroup),
                Operation.of(DeleteReportRequest::builder,
                        request -> List.of(on("DeleteReport", reports.groupArnOf(request.arn()))), this::deleteReport),
                Operation.of(DeleteReportGroupRequest::builder,
                        request -> List.of(on("DeleteReportGroup", request.arn())), this::deleteReportGroup));
    }

    private Permission on(String action, String groupArn) {
        return reports.permission("codebuild:" + action, groupArn);
    }

    private BatchGetReportsResponse batchGetReports(BatchGetReportsRequest request, Caller caller) {
        checkCount(request.reportArns());
        List<Report> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String arn : request.reportArns()) {
            checkReport(arn);
            reports.report(arn).ifPresentOrElse(held -> found.add(held.report()), () -> missing.add(arn));
        }
        return BatchGetReportsResponse.builder().reports(found).reportsNotFound(missing).build();
    }

    private BatchGetReportGroupsResponse batchGetReportGroups(BatchGetReportGroupsRequest request, Caller caller) {
        checkCount(request.reportGroupArns());
        List<ReportGroup> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String arn : request.reportGroupArns()) {
            reports.group(arn).ifPresentOrElse(found::add, () -> missing.add(arn));
        }
        return BatchGetReportGroupsResponse.builder().reportGroups(found).reportGroupsNotFound(missing).build();
    }

    private DescribeTestCasesResponse describeTestCases(DescribeTestCasesRequest request, Caller caller) {
        checkReport(request.reportArn());
        Reports.Held held = reports.report(request.reportArn()).orElseThrow(() ->
                ResourceNotFoundException.builder().message("Report not found: " + request.reportArn()).build());
        checkType(held.report(), ReportType.TEST);
        TestCaseFilter filter = Optional.ofNullable(request.filter()).orElseGet(() -> TestCaseFilter.builder().build());
        if (filter.status() != null && !STATUSES.contains(filter.status())) {
            throw Reports.invalid("Invalid test case status: " + filter.status());
        }
        Slice<Reports.Case> slice = Slice.of(held.cases().stream().filter(one -> fits(filter, one)).toList(), Reports.Case::key,
                request.nextToken(), request.maxResults());
        return DescribeTestCasesResponse.builder().testCases(slice.items().stream().map(Reports.Case::model).toList())
                .nextToken(slice.next().orElse(null)).build();
    }

    private static boolean fits(TestCaseFilter filter, Reports.Case one) {
        return (filter.status() == null || filter.status().equals(one.model().status()))
                && (filter.keyword() == null || one.model().name().contains(filter.keyword())
                        || one.model().prefix().contains(filter.keyword()));
    }

    private DescribeCodeCoveragesResponse describeCodeCoverages(DescribeCodeCoveragesRequest request, Caller caller) {
        checkReport(request.reportArn());
        Reports.Held held = reports.report(request.reportArn())
                .orElseThrow(() -> Reports.invalid("Report not found: " + request.reportArn()));
        checkType(held.report(), ReportType.CODE_COVERAGE);
        double least = percentage(request.minLineCoveragePercentage(), 0, "minLineCoveragePercentage");
        double most = percentage(request.maxLineCoveragePercentage(), MOST_PERCENT, "maxLineCoveragePercentage");
        ReportCodeCoverageSortByType by = known(request.sortBy(), ReportCodeCoverageSortByType.UNKNOWN_TO_SDK_VERSION, "sortBy");
        Comparator<CodeCoverage> order = by == ReportCodeCoverageSortByType.LINE_COVERAGE_PERCENTAGE
                ? Comparator.comparing(CodeCoverage::lineCoveragePercentage) : Comparator.comparing(CodeCoverage::filePath);
        Slice<CodeCoverage> slice = Slice.of(held.coverages().stream()
                .filter(one -> one.lineCoveragePercentage() >= least && one.lineCoveragePercentage() <= most)
                .sorted(order(request.sortOrder()) == SortOrderType.DESCENDING ? order.reversed() : order).toList(),
                CodeCoverage::id, request.nextToken(), request.maxResults());
        return DescribeCodeCoveragesResponse.builder().codeCoverages(slice.items()).nextToken(slice.next().orElse(null)).build();
    }

    private ListReportsResponse listReports(ListReportsRequest request, Caller caller) {
        Slice<String> slice = reports(null, request.filter(), request.sortOrder(), request.nextToken(), request.maxResults());
        return ListReportsResponse.builder().reports(slice.items()).nextToken(slice.next().orElse(null)).build();
    }

    private ListReportsForReportGroupResponse listReportsForReportGroup(ListReportsForReportGroupRequest request, Caller caller) {
        ReportGroup group = reports.known(request.reportGroupArn());
        Slice<String> slice = reports(group.arn(), request.filter(), request.sortOrder(), request.nextToken(), request.maxResults());
        return ListReportsForReportGroupResponse.builder().reports(slice.items()).nextToken(slice.next().orElse(null)).build();
    }

    private Slice<String> reports(@Nullable String groupArn, @Nullable ReportFilter filter, @Nullable SortOrderType order,
                                  @Nullable String token, @Nullable Integer wanted) {
        if (filter != null) {
            known(filter.status(), ReportStatusType.UNKNOWN_TO_SDK_VERSION, "filter.status");
        }
        return Slice.of(reports.reports(groupArn, filter, order(order)), arn -> arn, token, wanted);
    }

    private ListReportGroupsResponse listReportGroups(ListReportGroupsRequest request, Caller caller) {
        ReportGroupSortByType by = known(request.sortBy(), ReportGroupSortByType.UNKNOWN_TO_SDK_VERSION, "sortBy");
        Comparator<ReportGroup> order = switch (by == null ? ReportGroupSortByType.CREATED_TIME : by) {
            case NAME -> Comparator.comparing(ReportGroup::name);
            case LAST_MODIFIED_TIME -> Comparator.comparing(ReportGroup::lastModified).thenComparing(ReportGroup::name);
            default -> Comparator.comparing(ReportGroup::created).thenComparing(ReportGroup::name);
        };
        List<String> arns = reports.groups(order(request.sortOrder()) == SortOrderType.ASCENDING ? order : order.reversed()).stream()
                .map(ReportGroup::arn).toList();
        Slice<String> slice = Slice.of(arns, arn -> arn, request.nextToken(), request.maxResults());
        return ListReportGroupsResponse.builder().reportGroups(slice.items()).nextToken(slice.next().orElse(null)).build();
    }

    private CreateReportGroupResponse createReportGroup(CreateReportGroupRequest request, Caller caller) {
        checkExport("CreateReportGroup", request.exportConfig());
        ReportType type = Optional.ofNullable(known(request.type(), ReportType.UNKNOWN_TO_SDK_VERSION, "type")).orElseThrow();
        return CreateReportGroupResponse.builder().reportGroup(reports.createGroup(request.name(), type, request.tags())).build();
    }

    private UpdateReportGroupResponse updateReportGroup(UpdateReportGroupRequest request, Caller caller) {
        checkExport("UpdateReportGroup", request.exportConfig());
        ReportGroup group = reports.known(request.arn());
        return UpdateReportGroupResponse.builder()
                .reportGroup(reports.tagGroup(group.arn(), request.hasTags() ? request.tags() : group.tags())).build();
    }

    private DeleteReportResponse deleteReport(DeleteReportRequest request, Caller caller) {
        checkReport(request.arn());
        reports.delete(request.arn());
        return DeleteReportResponse.builder().build();
    }

    private DeleteReportGroupResponse deleteReportGroup(DeleteReportGroupRequest request, Caller caller) {
        reports.deleteGroup(request.arn(), Boolean.TRUE.equals(request.deleteReports()));
        return DeleteReportGroupResponse.builder().build();
    }

    private void checkReport(String arn) {
        if (!reports.isReport(arn)) {
            throw Reports.invalid("Invalid report ARN: " + arn);
        }
    }

    private static void checkType(Report report, ReportType type) {
        if (report.type() != type) {
            throw Reports.invalid("Report " + report.arn() + " is of type " + report.type() + ", not of type " + type);
        }
    }

    private static void checkCount(List<String> arns) {
        if (arns.isEmpty() || arns.size() > MOST_ARNS) {
            throw Reports.invalid("Expected 1 to " + MOST_ARNS + " ARNs, found " + arns.size());
        }
    }

    private static void checkExport(String operation, @Nullable ReportExportConfig config) {
        if (config != null && (config.exportConfigType() != null
                && config.exportConfigType() != ReportExportConfigType.NO_EXPORT || config.s3Destination() != null)) {
            throw new UnknownOperation("The local cloud has no codebuild:" + operation + " with raw data exported to S3.");
        }
    }

    private static double percentage(@Nullable Double wanted, double otherwise, String name) {
        double number = wanted == null ? otherwise : wanted;
        if (!(number >= 0 && number <= MOST_PERCENT)) {
            throw Reports.invalid("Invalid " + name + ": " + number + "; it must be between 0 and 100");
        }
        return number;
    }

    private static @Nullable SortOrderType order(@Nullable SortOrderType order) {
        return known(order, SortOrderType.UNKNOWN_TO_SDK_VERSION, "sortOrder");
    }

    private static <E extends Enum<E>> @Nullable E known(@Nullable E value, E unknown, String name) {
        if (value == unknown) {
            throw Reports.invalid("Invalid " + name);
        }
        return value;
    }
}
