package dev.signalbox.local.codebuild;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildArtifacts;
import software.amazon.awssdk.services.codebuild.model.BuildPhaseType;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariableType;
import software.amazon.awssdk.services.codebuild.model.ExportedEnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.PhaseContext;
import software.amazon.awssdk.services.codebuild.model.SourceType;
import software.amazon.awssdk.services.codebuild.model.StatusType;

import dev.signalbox.local.Account;
import dev.signalbox.local.codebuild.buildspec.Artifacts;
import dev.signalbox.local.codebuild.buildspec.Buildspec.Commands;
import dev.signalbox.local.codebuild.buildspec.Buildspec.PhaseName;
import dev.signalbox.local.codebuild.buildspec.Buildspec;
import dev.signalbox.local.codebuild.buildspec.BuildspecProblem;
import dev.signalbox.local.codebuild.buildspec.BuildspecReader;
import dev.signalbox.local.codebuild.buildspec.SecretReference;
import dev.signalbox.local.codebuild.reports.ReportUpload;
import dev.signalbox.local.codebuild.reports.Reports;
import dev.signalbox.local.codebuild.run.Lines;
import dev.signalbox.local.codebuild.run.Mask;
import dev.signalbox.local.codebuild.run.Runtimes;
import dev.signalbox.local.codebuild.run.Shell;
import dev.signalbox.local.codebuild.run.Source;
import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Calls;
import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Identities;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.kms.Keys;
import dev.signalbox.local.time.Timeline;

/** Takes one build through its phases, from PROVISIONING to COMPLETED. */
final class Runner {

    /** What every build needs. */
    record Site(Account account, Timeline timeline, Calls calls, Identities identities, Gate gate, Keys keys, Path data,
                Supplier<URI> endpoint, Source source, Reports reports) { }

    /** What a phase does. */
    private interface Step {
        void take() throws PhaseFailed, IOException, InterruptedException;
    }

    /** The build is to end now. */
    private static final class Over extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static final DateTimeFormatter LOG_TIME = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private final Site site;
    private final Job job;
    private final Consumer<Job> hold;
    private final Caller.RoleSession role;

    private Mask mask = Mask.NONE;
    private Map<String, String> variables = new HashMap<>();
    private Buildspec buildspec = new Buildspec(Buildspec.Env.NONE, Map.of(), Artifacts.NONE, List.of(), List.of());
    private Path directory = Path.of("");
    private boolean failed;
    private boolean fault;
    private @Nullable BuildLog log;
    private @Nullable LogFile logFile;
    private @Nullable Folders folders;
    private @Nullable Shell shell;
    private Lines output = new Lines(Mask.NONE, _ -> { });
    private Identities.@Nullable Credentials credentials;

    /** @param hold returns when the build may go on, or is to end */
    Runner(Site site, Job job, Consumer<Job> hold) {
        this.site = site;
        this.job = job;
        this.hold = hold;
        role = new Caller.RoleSession(job.view().serviceRole(), "AWSCodeBuild-" + job.uuid());
    }

    /** Runs the build; returns when it is complete, nothing of it is left and all is told. */
    void run() {
        Timeline.Appointment limit = site.timeline.after(Duration.ofMinutes(job.view().timeoutInMinutes()), this::timeOut);
        try {
            phase(BuildPhaseType.PROVISIONING, this::provision);
            if (phase(BuildPhaseType.DOWNLOAD_SOURCE, this::download) && commands()) {
                phase(BuildPhaseType.UPLOAD_ARTIFACTS, this::upload);
            }
        } catch (Over _) {
            // the phase that was under way tells why
        } finally {
            limit.cancel();
            conclude();
        }
    }

    private void timeOut() {
        Job.Ending ending = new Job.Ending(StatusType.TIMED_OUT,
                Optional.of(PhaseContext.builder().statusCode("BUILD_TIMED_OUT").message("Build has timed out.").build()));
        if (job.demand(ending)) {
            job.processes().end();
        }
    }

    private boolean phase(BuildPhaseType type, Step step) throws Over {
        job.begin(type);
        StatusType status = StatusType.SUCCEEDED;
        Optional<PhaseContext> context = Optional.empty();
        try {
            if (job.ending().isEmpty()) {
                step.take();
            }
        } catch (PhaseFailed e) {
            status = StatusType.FAILED;
            context = Optional.of(PhaseContext.builder().statusCode(e.code()).message(mask.apply(e.message())).build());
            failed = true;
        } catch (IOException | InterruptedException | RuntimeException e) {
            status = StatusType.FAULT;
            context = Optional.of(PhaseContext.builder().statusCode("INTERNAL_SERVICE_ERROR").message(mask.apply(e.toString())).build());
            fault = job.ending().isEmpty();
        }
        Optional<Job.Ending> ending = job.ending();
        if (ending.isPresent()) {
            status = ending.get().status();
            context = ending.get().context();
        }
        if (type != BuildPhaseType.PROVISIONING) {
            say("Phase complete: " + type + " State: " + status);
            say("Phase context status code: " + context.map(PhaseContext::statusCode).orElse("")
                    + " Message: " + context.map(PhaseContext::message).orElse(""));
        }
        job.end(status, context);
        if (ending.isPresent() || fault || status == StatusType.FAILED && type == BuildPhaseType.PROVISIONING) {
            throw new Over();
        }
        return status == StatusType.SUCCEEDED;
    }

    private void provision() throws PhaseFailed, IOException {
        hold.accept(job);
        if (job.ending().isPresent()) {
            return;
        }
        Folders made = Folders.create(site.data.resolve("builds").resolve(job.uuid()));
        folders = made;
        Build build = job.view();
        if (build.logs().groupName() != null) {
            try {
                log = new BuildLog(site.calls, role, build.logs().groupName(), build.logs().streamName(), site.timeline);
            } catch (AwsServiceException e) {
                throw new PhaseFailed("ACCESS_DENIED", ("Service role %s does not allow AWS CodeBuild to create Amazon CloudWatch Logs"
                        + " log streams for build %s. Error message: %s").formatted(role.roleArn(), build.arn(), e.getMessage()));
            }
        }
        if (build.logs().s3LogsArn() != null) {
            logFile = new LogFile(made.root().resolve("log.gz"));
        }
        Identities.Credentials issued = site.identities.issue(role);
        credentials = issued;
        mask = new Mask(List.of(issued.secretAccessKey(), issued.sessionToken()));
    }

    private void download() throws PhaseFailed, IOException, InterruptedException {
        Build build = job.view();
        Folders place = made();
        say("Waiting for DOWNLOAD_SOURCE");
        Path sources = place.sources().resolve("src");
        Map<String, String> plain = plain(place);
        if (build.source().type() == SourceType.CODECOMMIT) {
            String repository = CodeCommitLocation.repository(build.source().location(), site.endpoint.get()).orElseThrow();
            sources = place.sources().resolve(repository);
            String commit = fetch(build, repository, sources, plain);
            job.change(changed -> changed.resolvedSourceVersion(commit));
        } else {
            Files.createDirectory(sources);
        }
        directory = sources;
        say("Phase is DOWNLOAD_SOURCE");
        say("CODEBUILD_SRC_DIR=" + sources);
        buildspec = read(build.source().buildspec(), sources);
        say("Processing environment variables");
        Collection<String> secrets = environment(plain, sources);
        List<String> hidden = new ArrayList<>(secrets);
        hidden.add(issued().secretAccessKey());
        hidden.add(issued().sessionToken());
        mask = new Mask(hidden);
        output = new Lines(mask, this::line);
        buildspec.warnings().forEach(warning -> say("WARNING: " + warning));
        try {
            variables.putAll(new Runtimes(variables, job.processes(), this::say).choose(buildspec.phase(PhaseName.INSTALL).runtimes()));
        } catch (Runtimes.NotInstalled e) {
            throw new PhaseFailed("YAML_FILE_ERROR", e.getMessage());
        }
        List<String> program = switch (buildspec.env().shell()) {
            case BASH -> List.of("bash", "--noprofile", "--norc");
            case SH -> List.of("sh");
        };
        shell = new Shell(job.processes(), program, place.shell(), sources, variables, output::add);
        say("Moving to directory " + sources);
        say("Phases found in YAML: " + buildspec.phases().size());
        for (PhaseName name : PhaseName.values()) {
            if (buildspec.phases().containsKey(name)) {
                say(" %s: %d commands".formatted(name, buildspec.phase(name).commands().size()));
            }
        }
    }

    private String fetch(Build build, String repository, Path sources, Map<String, String> environment)
            throws PhaseFailed, IOException, InterruptedException {
        String version = Optional.ofNullable(build.sourceVersion()).orElse("");
        try {
            site.gate.check(role, new Permission("codecommit:GitPull", site.account.arn("codecommit", repository)));
            return site.source.fetch(new Source.Wanted(build.source().location(), version,
                    Optional.ofNullable(build.source().gitCloneDepth()).orElse(0), environment,
                    new Source.User(issued().accessKeyId(), issued().secretAccessKey())), sources, job.processes());
        } catch (AccessDenied e) {
            throw new PhaseFailed("CLIENT_ERROR", "authorization failed for primary source and source version " + version
                    + ": " + e.awsErrorDetails().errorMessage());
        } catch (Source.Missing e) {
            throw new PhaseFailed("CLIENT_ERROR", e.getMessage());
        }
    }

    private Buildspec read(@Nullable String named, Path sources) throws PhaseFailed, IOException {
        try {
            if (named != null && Inline.is(named)) {
                return BuildspecReader.read(named);
            }
            String path = named == null || named.isEmpty() ? "buildspec.yml" : named;
            Path file = sources.resolve(path).normalize();
            say("YAML location is " + file);
            if (!file.startsWith(sources) || !Files.isRegularFile(file)) {
                throw new PhaseFailed("YAML_FILE_ERROR", "YAML file does not exist");
            }
            return readFile(file, path);
        } catch (BuildspecProblem e) {
            throw new PhaseFailed("YAML_FILE_ERROR", "buildspec: " + e.getMessage());
        }
    }

    private static Buildspec readFile(Path file, String path) throws PhaseFailed, IOException {
        try {
            return BuildspecReader.read(Files.readString(file));
        } catch (BuildspecProblem e) {
            throw new PhaseFailed("YAML_FILE_ERROR", path + ": " + e.getMessage());
        } catch (CharacterCodingException _) {
            throw new PhaseFailed("YAML_FILE_ERROR", path + ": this is not UTF-8 text");
        }
    }

    /** What the programs of the build see before the build's own variables: of the developer's environment only the path. */
    private static Map<String, String> plain(Folders place) {
        Map<String, String> plain = new HashMap<>();
        plain.put("PATH", Optional.ofNullable(System.getenv("PATH")).orElse("/usr/local/bin:/usr/bin:/bin"));
        plain.put("HOME", place.home().toString());
        plain.put("LANG", "C.UTF-8");
        return plain;
    }

    /** git in a build is the build's role, which may not push: without a name it would be an administrator here. */
    private void identifyGit(Path home) {
        String basic = Base64.getEncoder().encodeToString((issued().accessKeyId() + ":").getBytes(StandardCharsets.UTF_8));
        try {
            Files.writeString(home.resolve(".gitconfig"),
                    "[http \"%s/\"]\n\textraHeader = \"Authorization: Basic %s\"\n".formatted(site.endpoint.get(), basic));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Fills the variables of the commands; those of the build count more than those of the buildspec. @return the secret values */
    private Collection<String> environment(Map<String, String> plain, Path sources) throws PhaseFailed {
        Build build = job.view();
        variables = new HashMap<>(plain);
        variables.put("AWS_REGION", site.account.region());
        variables.put("AWS_DEFAULT_REGION", site.account.region());
        variables.put("AWS_ENDPOINT_URL", site.endpoint.get().toString());
        variables.put("AWS_ACCESS_KEY_ID", issued().accessKeyId());
        variables.put("AWS_SECRET_ACCESS_KEY", issued().secretAccessKey());
        variables.put("AWS_SESSION_TOKEN", issued().sessionToken());
        identifyGit(Path.of(variables.get("HOME")));
        Map<String, String> parameters = new HashMap<>(buildspec.env().parameterStore());
        Map<String, SecretReference> references = new HashMap<>(buildspec.env().secretsManager());
        Map<String, String> texts = new HashMap<>(buildspec.env().variables());
        for (EnvironmentVariable variable : build.environment().environmentVariables()) {
            String name = variable.name();
            texts.remove(name);
            parameters.remove(name);
            references.remove(name);
            switch (Optional.ofNullable(variable.type()).orElse(EnvironmentVariableType.PLAINTEXT)) {
                case PARAMETER_STORE -> parameters.put(name, variable.value());
                case SECRETS_MANAGER -> references.put(name, SecretReference.of(variable.value()));
                default -> texts.put(name, variable.value());
            }
        }
        SecretValues values = new SecretValues(site.calls, role);
        Map<String, String> secrets = new HashMap<>(values.parameters(parameters));
        secrets.putAll(values.secrets(references));
        variables.putAll(texts);
        variables.putAll(secrets);
        variables.putAll(codebuild(build, sources));
        return secrets.values();
    }

    private Map<String, String> codebuild(Build build, Path sources) {
        Map<String, String> set = new HashMap<>();
        set.put("CODEBUILD_CI", "true");
        set.put("CODEBUILD_BUILD_ARN", build.arn());
        set.put("CODEBUILD_BUILD_ID", build.id());
        set.put("CODEBUILD_BUILD_IMAGE", build.environment().image());
        set.put("CODEBUILD_BUILD_NUMBER", build.buildNumber().toString());
        set.put("CODEBUILD_BUILD_SUCCEEDING", "1");
        set.put("CODEBUILD_BUILD_URL", "https://%s.console.aws.amazon.com/codebuild/home?region=%s#/builds/%s/view/new"
                .formatted(site.account.region(), site.account.region(), build.id()));
        set.put("CODEBUILD_INITIATOR", build.initiator());
        set.put("CODEBUILD_KMS_KEY_ID", build.encryptionKey());
        set.put("CODEBUILD_LOG_PATH", Optional.ofNullable(build.logs().streamName()).orElse(""));
        set.put("CODEBUILD_PROJECT_ARN", site.account.arn("codebuild", "project/" + build.projectName()));
        set.put("CODEBUILD_RESOLVED_SOURCE_VERSION", Optional.ofNullable(build.resolvedSourceVersion()).orElse(""));
        set.put("CODEBUILD_SOURCE_REPO_URL", Optional.ofNullable(build.source().location()).orElse(""));
        set.put("CODEBUILD_SOURCE_VERSION", Optional.ofNullable(build.sourceVersion()).orElse(""));
        set.put("CODEBUILD_SRC_DIR", sources.toString());
        set.put("CODEBUILD_START_TIME", Long.toString(build.startTime().toEpochMilli()));
        return set;
    }

    /** Runs the four phases of the buildspec. @return whether the build goes on to its artifacts */
    private boolean commands() throws Over {
        for (PhaseName name : PhaseName.values()) {
            Commands commands = buildspec.phase(name);
            boolean succeeded = phase(BuildPhaseType.valueOf(name.name()), () -> commands(name, commands));
            if (!succeeded) {
                boolean on = switch (commands.onFailure()) {
                    case ABORT -> false;
                    case CONTINUE -> true;
                    case AS_THE_PHASE_SAYS -> name == PhaseName.BUILD || name == PhaseName.POST_BUILD;
                };
                if (!on) {
                    return false;
                }
            }
        }
        return true;
    }

    private void commands(PhaseName name, Commands commands) throws PhaseFailed, IOException, InterruptedException {
        say("Entering phase " + name);
        Optional<PhaseFailed> failure = run(commands.commands());
        if (failure.isPresent() && !failed) {
            shell().run("export CODEBUILD_BUILD_SUCCEEDING=0");
        }
        Optional<PhaseFailed> last = run(commands.last());
        if (failure.isEmpty() && last.isPresent() && !failed) {
            shell().run("export CODEBUILD_BUILD_SUCCEEDING=0");
        }
        Optional<PhaseFailed> first = failure.or(() -> last);
        if (first.isPresent()) {
            throw first.get();
        }
    }

    private Optional<PhaseFailed> run(List<String> commands) throws IOException, InterruptedException {
        for (String command : commands) {
            if (job.ending().isPresent()) {
                return Optional.empty();
            }
            say("Running command " + command.stripTrailing());
            int status = shell().run(command);
            output.finish();
            if (status != 0 && job.ending().isEmpty()) {
                say("Command did not exit successfully %s exit status %d".formatted(command.stripTrailing(), status));
                return Optional.of(new PhaseFailed("COMMAND_EXECUTION_ERROR",
                        "Error while executing command: %s. Reason: exit status %d".formatted(command.stripTrailing(), status)));
            }
        }
        return Optional.empty();
    }

    private void upload() throws PhaseFailed, IOException, InterruptedException {
        export();
        try {
            keep();
        } finally {
            report();
        }
    }

    private void keep() throws PhaseFailed, IOException, InterruptedException {
        Outputs outputs = job.outputs();
        Artifacts artifacts = buildspec.artifacts();
        if (outputs.primary().isEmpty() && artifacts.primary().isPresent()) {
            say("WARNING: the buildspec's artifacts have no effect: this build's are NO_ARTIFACTS.");
        }
        Bucket bucket = new Bucket(site, role, job.view().encryptionKey(), BuildPhaseType.UPLOAD_ARTIFACTS.toString());
        Upload upload = new Upload(bucket, shell(), directory, made().root(), this::say);
        if (outputs.primary().isPresent()) {
            BuildArtifacts primary = upload.primary(outputs.primary().get(), artifacts);
            job.change(changed -> changed.artifacts(primary));
        }
        List<BuildArtifacts> secondary = upload.secondary(outputs.secondary(), artifacts);
        job.change(changed -> changed.secondaryArtifacts(secondary));
    }

    private void report() throws PhaseFailed {
        Build build = job.view();
        ReportUpload upload = new ReportUpload(site.reports, site.gate, new ReportUpload.Build(build.arn(), build.projectName(),
                Path.of(variables.get("CODEBUILD_SRC_DIR")), role, () -> job.ending().isPresent()), this::say);
        List<String> errors = upload.run(buildspec.reports());
        job.change(changed -> changed.reportArns(upload.arns()));
        if (!errors.isEmpty()) {
            throw new PhaseFailed("CLIENT_ERROR", "Error in UPLOAD_ARTIFACTS phase: [" + String.join(", ", errors) + "]");
        }
    }

    private void export() throws IOException, InterruptedException {
        List<String> names = buildspec.env().exported();
        if (!names.isEmpty()) {
            List<ExportedEnvironmentVariable> exported = shell().values(names).entrySet().stream()
                    .map(variable -> ExportedEnvironmentVariable.builder()
                            .name(variable.getKey()).value(mask.apply(variable.getValue())).build()).toList();
            job.change(changed -> changed.exportedEnvironmentVariables(exported));
        }
    }

    private void conclude() {
        job.begin(BuildPhaseType.FINALIZING);
        StatusType status = fault ? StatusType.FAULT : failed ? StatusType.FAILED : StatusType.SUCCEEDED;
        StatusType finalizing = StatusType.SUCCEEDED;
        Optional<PhaseContext> context = Optional.empty();
        try {
            leave();
        } catch (PhaseFailed e) {
            finalizing = StatusType.FAILED;
            status = fault ? StatusType.FAULT : StatusType.FAILED;
            context = Optional.of(PhaseContext.builder().statusCode(e.code()).message(mask.apply(e.message())).build());
        } catch (IOException | RuntimeException e) {
            status = finalizing = StatusType.FAULT;
            context = Optional.of(PhaseContext.builder().statusCode("INTERNAL_SERVICE_ERROR").message(mask.apply(e.toString())).build());
        }
        job.end(finalizing, context);
        job.complete(status);
    }

    private void leave() throws PhaseFailed, IOException {
        try {
            job.processes().end();
            if (shell != null) {
                shell.close();
                output.finish();
            }
            if (log != null) {
                log.close();
            }
            if (logFile != null) {
                Build build = job.view();
                logFile.upload(new Bucket(site, role, build.encryptionKey(), BuildPhaseType.FINALIZING.toString()), build.logs());
            }
        } finally {
            if (credentials != null) {
                site.identities.revoke(credentials);
            }
            if (folders != null) {
                folders.delete();
            }
        }
    }

    private void say(String text) {
        line(mask.apply("[Container] " + LOG_TIME.format(site.timeline.now()) + " " + text));
    }

    private void line(String line) {
        if (log != null) {
            log.add(line);
        }
        if (logFile != null) {
            logFile.add(line);
        }
    }

    private Folders made() {
        return Optional.ofNullable(folders).orElseThrow();
    }

    private Shell shell() {
        return Optional.ofNullable(shell).orElseThrow();
    }

    private Identities.Credentials issued() {
        return Optional.ofNullable(credentials).orElseThrow();
    }
}
