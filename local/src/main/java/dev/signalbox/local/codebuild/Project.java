package dev.signalbox.local.codebuild;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import software.amazon.awssdk.services.codebuild.model.ArtifactsType;
import software.amazon.awssdk.services.codebuild.model.CacheType;
import software.amazon.awssdk.services.codebuild.model.ProjectArtifacts;
import software.amazon.awssdk.services.codebuild.model.ProjectBadge;
import software.amazon.awssdk.services.codebuild.model.ProjectCache;
import software.amazon.awssdk.services.codebuild.model.Tag;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Naming;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Shapes;
import dev.signalbox.local.template.Resource;

/**
 * A project of the template.
 *
 * @param model as BatchGetProjects answers it
 */
record Project(software.amazon.awssdk.services.codebuild.model.Project model) {

    private static final int MINUTES = 60;
    private static final int QUEUED_MINUTES = 480;

    static Project of(Resource resource, Account account, Instant now) {
        ObjectNode properties = resource.properties().deepCopy();
        whole(properties, "TimeoutInMinutes", "QueuedTimeoutInMinutes", "ConcurrentBuildLimit");
        if (properties.get("Source") instanceof ObjectNode source) {
            rename(source, "BuildSpec", "Buildspec");
            whole(source, "GitCloneDepth");
        }
        if (properties.get("Environment") instanceof ObjectNode environment) {
            truth(environment, "PrivilegedMode");
            if (environment.get("EnvironmentVariables") instanceof ArrayNode variables) {
                variables.forEach(variable -> words((ObjectNode) variable, "Value"));
            }
        }
        rename(properties, "Visibility", "ProjectVisibility");
        var read = Shapes.read(software.amazon.awssdk.services.codebuild.model.Project.builder(), properties, Naming.PASCAL_CASE);
        String role = Optional.ofNullable(read.serviceRole())
                .orElseThrow(() -> new IllegalArgumentException(resource.logicalId() + " has no ServiceRole"));
        return new Project(read.toBuilder()
                .name(resource.physicalId())
                .arn(account.arn("codebuild", "project/" + resource.physicalId()))
                .serviceRole(role.startsWith("arn:") ? role : "arn:aws:iam::" + account.id() + ":role/" + role)
                .timeoutInMinutes(Optional.ofNullable(read.timeoutInMinutes()).orElse(MINUTES))
                .queuedTimeoutInMinutes(Optional.ofNullable(read.queuedTimeoutInMinutes()).orElse(QUEUED_MINUTES))
                .encryptionKey(Optional.ofNullable(read.encryptionKey()).orElse(account.arn("kms", "alias/aws/s3")))
                .artifacts(Optional.ofNullable(read.artifacts())
                        .orElse(ProjectArtifacts.builder().type(ArtifactsType.NO_ARTIFACTS).build()))
                .cache(Optional.ofNullable(read.cache()).orElse(ProjectCache.builder().type(CacheType.NO_CACHE).build()))
                .badge(ProjectBadge.builder().badgeEnabled(false).build())
                .created(now).lastModified(now).build());
    }

    String name() {
        return model.name();
    }

    /** The permission for an action on this project, with its tags as condition keys. */
    Permission permission(String action) {
        return new Permission(action, model.arn(),
                model.tags().stream().collect(Collectors.toMap(tag -> "aws:ResourceTag/" + tag.key(), Tag::value, (_, last) -> last)));
    }

    private static void rename(ObjectNode node, String from, String to) {
        JsonNode value = node.remove(from);
        if (value != null) {
            node.set(to, value);
        }
    }

    private static void whole(ObjectNode node, String... names) {
        for (String name : names) {
            if (node.has(name) && node.get(name).isTextual()) {
                node.put(name, Integer.parseInt(node.get(name).textValue()));
            }
        }
    }

    private static void truth(ObjectNode node, String name) {
        if (node.has(name) && node.get(name).isTextual()) {
            node.put(name, Boolean.parseBoolean(node.get(name).textValue()));
        }
    }

    private static void words(ObjectNode node, String name) {
        if (node.has(name) && !node.get(name).isTextual()) {
            node.put(name, node.get(name).asText());
        }
    }
}
