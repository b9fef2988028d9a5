package dev.signalbox.aws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.BatchGetBuildsRequest;
import software.amazon.awssdk.services.codebuild.model.BatchGetBuildsResponse;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.InvalidInputException;
import software.amazon.awssdk.services.codebuild.model.ResourceNotFoundException;
import software.amazon.awssdk.services.codebuild.model.StatusType;
import software.amazon.awssdk.services.codebuild.model.StopBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StopBuildResponse;

/** CodeBuild's builds in memory: found by id, at most 100 at once, and stopped while in progress. */
public final class FakeCodeBuild implements CodeBuildClient {

    public final Map<String, Build> builds = new LinkedHashMap<>();
    public final List<String> stopped = new ArrayList<>();
    public int reads;

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
