package dev.signalbox.aws;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.InvalidInputException;
import software.amazon.awssdk.services.codebuild.model.LogsLocation;
import software.amazon.awssdk.services.codebuild.model.PhaseContext;
import software.amazon.awssdk.services.codebuild.model.ResourceNotFoundException;

import dev.signalbox.verdict.Build;
import dev.signalbox.verdict.Builds;
import dev.signalbox.verdict.Outcome;

/** Reads and stops CodeBuild's builds: BatchGetBuilds with at most 100 ids a call (its limit), and StopBuild. */
public final class CodeBuildBuilds implements Builds {

    private static final int IDS_A_CALL = 100;

    /** The variable that holds the name a plan gives a build. */
    static final String NAME_VARIABLE = "SIGNALBOX_BUILD";

    private final CodeBuildClient codeBuild;

    public CodeBuildBuilds(CodeBuildClient codeBuild) {
        this.codeBuild = codeBuild;
    }

    @Override
    public Map<String, Build> read(Collection<String> ids) {
        List<String> all = List.copyOf(ids);
        Map<String, Build> found = new HashMap<>();
        for (int from = 0; from < all.size(); from += IDS_A_CALL) {
            List<String> some = all.subList(from, Math.min(all.size(), from + IDS_A_CALL));
            try {
                codeBuild.batchGetBuilds(request -> request.ids(some)).builds().forEach(build -> found.put(build.id(), details(build)));
            } catch (InvalidInputException _) {
                // CodeBuild will not look these up, however often it is asked; the outcomes noted by the run have to do.
            }
        }
        return found;
    }

    @Override
    public Build stop(Build build) {
        try {
            return details(codeBuild.stopBuild(request -> request.id(build.id())).build());
        } catch (InvalidInputException | ResourceNotFoundException _) {
            return build;
        }
    }

    private static Build details(software.amazon.awssdk.services.codebuild.model.Build build) {
        return new Build(build.id(), name(build), build.buildNumber() == null ? 0 : build.buildNumber(), ended(build),
                build.phases().stream().map(CodeBuildBuilds::phase).toList(), build.startTime(), build.endTime(), logs(build.logs()),
                build.reportArns());
    }

    private static String name(software.amazon.awssdk.services.codebuild.model.Build build) {
        if (build.environment() == null) {
            return "";
        }
        return build.environment().environmentVariables().stream().filter(variable -> NAME_VARIABLE.equals(variable.name()))
                .map(EnvironmentVariable::value).findFirst().orElse("");
    }

    private static @Nullable Outcome ended(software.amazon.awssdk.services.codebuild.model.Build build) {
        return switch (build.buildStatus()) {
            case SUCCEEDED -> Outcome.SUCCEEDED;
            case FAILED -> Outcome.FAILED;
            case FAULT -> Outcome.FAULT;
            case TIMED_OUT -> Outcome.TIMED_OUT;
            case STOPPED -> Outcome.STOPPED;
            case IN_PROGRESS, UNKNOWN_TO_SDK_VERSION -> null;
            case null -> null;
        };
    }

    private static Build.Phase phase(BuildPhase phase) {
        List<String> messages = new ArrayList<>();
        for (PhaseContext context : phase.contexts()) {
            if (context.message() != null && !context.message().isBlank()) {
                messages.add(context.message().strip());
            }
        }
        return new Build.Phase(text(phase.phaseTypeAsString()), text(phase.phaseStatusAsString()),
                messages.stream().collect(Collectors.joining("; ")));
    }

    /** The location is there before the log is; without a stream its link leads nowhere. */
    private static Build.@Nullable Logs logs(@Nullable LogsLocation logs) {
        return logs == null || logs.groupName() == null || logs.streamName() == null ? null
                : new Build.Logs(logs.groupName(), logs.streamName(), text(logs.deepLink()));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
