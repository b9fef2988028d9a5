package dev.signalbox.local.codebuild.reports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.codebuild.model.ReportStatusType;
import software.amazon.awssdk.services.codebuild.model.ReportType;
import software.amazon.awssdk.services.codebuild.model.ResourceAlreadyExistsException;

import dev.signalbox.local.codebuild.buildspec.ReportFormat;
import dev.signalbox.local.codebuild.buildspec.ReportSpec;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Gate;

/**
 * Makes a build's reports out of the files it left, as the project's role.
 *
 * <p>CodeBuild's user guide ("Test report permissions") names five actions that the role needs and none that reads, so a group that
 * is named, not given by its ARN, is always created first, and one that is there is not an error.
 *
 * <p>It says of INCOMPLETE reports that paths may be wrong or permissions missing ("Test report statuses"). That UPLOAD_ARTIFACTS fails
 * then, and in which words, is taken from what users tell: github.com/aws/aws-cdk/issues/7367 for permissions,
 * github.com/prowler-cloud/prowler/issues/1182 for files that are not there (whose words are a guess).
 */
public final class ReportUpload {

    /** The build that the reports are of. @param over whether it is to end now */
    public record Build(String arn, String project, Path source, Caller role, BooleanSupplier over) { }

    private static final int BYTE_ORDER_MARK = 0xEF;

    /** What became of a report's files. */
    private enum Reading { WHOLE, PARTLY, NOTHING }

    private final Reports reports;
    private final Gate gate;
    private final Build build;
    private final Consumer<String> log;
    private final List<String> arns = new ArrayList<>();

    /** @param log takes a line for the build's log */
    public ReportUpload(Reports reports, Gate gate, Build build, Consumer<String> log) {
        this.reports = reports;
        this.gate = gate;
        this.build = build;
        this.log = log;
    }

    /** The ARNs of the reports that were begun. */
    public List<String> arns() {
        return List.copyOf(arns);
    }

    /**
     * Makes every report.
     *
     * @return what went wrong, in CodeBuild's words: for each report that could not be made, its group's name and the reason
     */
    public List<String> run(List<ReportSpec> specs) {
        List<String> errors = new ArrayList<>();
        for (ReportSpec spec : specs) {
            if (!build.over.getAsBoolean()) {
                error(spec).ifPresent(reason -> errors.add("%s: [%s]".formatted(spec.group(), reason)));
            }
        }
        return errors;
    }

    private Optional<String> error(ReportSpec spec) {
        String step = "creating report group";
        Optional<String> begun = Optional.empty();
        ReportStatusType status = ReportStatusType.INCOMPLETE;
        try {
            String group = spec.group().startsWith("arn:") ? spec.group() : group(spec);
            step = "creating report";
            check("CreateReport", group);
            String arn = reports.create(group, type(spec), build.arn).arn();
            begun = Optional.of(arn);
            arns.add(arn);
            step = "finding report files";
            Map<String, Path> files = RawFiles.find(build.source, spec);
            log.accept("Report " + spec.group() + ": found " + files.size() + " file(s) below " + spec.baseDirectory());
            if (!files.isEmpty()) {
                step = "uploading report";
                status = upload(spec, group, arn, files);
            }
            step = "updating report";
            check("UpdateReport", group);
            return files.isEmpty() ? Optional.of("report files not found in build") : Optional.empty();
        } catch (AwsServiceException e) {
            status = ReportStatusType.INCOMPLETE;
            return Optional.of("error %s: %s".formatted(step, e.awsErrorDetails() == null
                    ? e.getClass().getSimpleName() + ": " + e.getMessage()
                    : e.awsErrorDetails().errorCode() + ": " + e.awsErrorDetails().errorMessage()));
        } catch (ReportProblem e) {
            return Optional.of("error %s: %s".formatted(step, e.message()));
        } catch (IOException e) {
            return Optional.of("error %s: %s".formatted(step, e));
        } finally {
            ReportStatusType last = status;
            begun.ifPresent(arn -> reports.end(arn, last));
        }
    }

    private String group(ReportSpec spec) {
        String name = build.project + "-" + spec.group();
        String arn = reports.groupArn(name);
        check("CreateReportGroup", arn);
        try {
            return reports.createGroup(name, type(spec), List.of()).arn();
        } catch (ResourceAlreadyExistsException _) {
            return arn;
        }
    }

    private void check(String action, String groupArn) {
        gate.check(build.role, reports.permission("codebuild:" + action, groupArn));
    }

    private static ReportType type(ReportSpec spec) {
        return spec.format().isCoverage() ? ReportType.CODE_COVERAGE : ReportType.TEST;
    }

    private ReportStatusType upload(ReportSpec spec, String group, String arn, Map<String, Path> files) {
        if (spec.format().isCoverage()) {
            Coverage coverage = new Coverage();
            Reading reading = readAll(files, spec.format(), (in, _) -> switch (spec.format()) {
                case JACOCOXML -> JacocoXml.read(in, coverage);
                case COBERTURAXML -> CoberturaXml.read(in, coverage);
                case JUNITXML -> throw new IllegalStateException("no coverage");
            });
            check("BatchPutCodeCoverages", group);
            reports.put(arn, coverage);
            return reading == Reading.WHOLE ? ReportStatusType.SUCCEEDED : ReportStatusType.INCOMPLETE;
        }
        TestResults results = new TestResults();
        Reading reading = readAll(files, spec.format(), (in, path) -> JunitXml.read(in, path, results));
        check("BatchPutTestCases", group);
        reports.put(arn, results);
        if (reading != Reading.WHOLE) {
            return ReportStatusType.INCOMPLETE;
        }
        return results.anyFailed() ? ReportStatusType.FAILED : ReportStatusType.SUCCEEDED;
    }

    /** Reads a file. */
    private interface Reader {
        /** @return whether the file is of the format at all */
        boolean read(InputStream in, String path) throws ReportProblem;
    }

    private Reading readAll(Map<String, Path> files, ReportFormat format, Reader reader) {
        boolean any = false;
        boolean whole = true;
        for (Map.Entry<String, Path> file : files.entrySet()) {
            if (build.over.getAsBoolean()) {
                return Reading.PARTLY;
            }
            try (InputStream in = Files.newInputStream(file.getValue())) {
                if (isXml(file.getValue()) && reader.read(in, file.getKey())) {
                    any = true;
                } else {
                    log.accept("Skipping " + file.getKey() + ": it is no " + format + " report");
                }
            } catch (ReportProblem | IOException e) {
                whole = false;
                log.accept("WARNING: " + file.getKey() + " cannot be read: " + e.getMessage());
            }
        }
        return !whole ? Reading.PARTLY : any ? Reading.WHOLE : Reading.NOTHING;
    }

    /** What has another name and does not begin like XML lies beside the reports, as Surefire's .txt files do. */
    private static boolean isXml(Path file) throws IOException {
        if (file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".xml")) {
            return true;
        }
        try (InputStream in = Files.newInputStream(file)) {
            int first = in.read();
            while (first == ' ' || first == '\t' || first == '\n' || first == '\r') {
                first = in.read();
            }
            return first == '<' || first == BYTE_ORDER_MARK;
        }
    }
}
