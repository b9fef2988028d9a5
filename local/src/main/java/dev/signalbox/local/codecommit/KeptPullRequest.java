package dev.signalbox.local.codecommit;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.MergeMetadata;
import software.amazon.awssdk.services.codecommit.model.PullRequestEvent;
import software.amazon.awssdk.services.codecommit.model.PullRequestTarget;

import dev.signalbox.local.front.Naming;
import dev.signalbox.local.front.Shapes;

/** A pull request as its file holds it: AWS's shapes, and beside them what AWS does not show. */
final class KeptPullRequest {

    private static final String SHAPE = "pullRequest";
    private static final String EVENTS = "events";
    private static final String FINGERPRINT = "fingerprint";

    private KeptPullRequest() {
    }

    static ObjectNode write(PullRequest pullRequest, String repository) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.set(SHAPE, Shapes.write(PullRequests.shape(pullRequest, repository, List.of()), Naming.OF_THE_MODEL));
        if (pullRequest.token() != null) {
            document.put(FINGERPRINT, pullRequest.token().fingerprint());
        }
        var events = document.putArray(EVENTS);
        pullRequest.events().forEach(event -> events.add(Shapes.write(event, Naming.OF_THE_MODEL)));
        return document;
    }

    static PullRequest read(JsonNode document) {
        var shape = Shapes.read(software.amazon.awssdk.services.codecommit.model.PullRequest.builder(), document.path(SHAPE),
                Naming.OF_THE_MODEL);
        List<PullRequestEvent> events = new ArrayList<>();
        document.path(EVENTS).forEach(event -> events.add(Shapes.read(PullRequestEvent.builder(), event, Naming.OF_THE_MODEL)));
        return new PullRequest(shape.pullRequestId(), shape.title(), shape.description(), shape.creationDate(), shape.lastActivityDate(),
                shape.pullRequestStatus(), shape.authorArn(), target(shape.pullRequestTargets().getFirst()),
                token(shape.clientRequestToken(), document), shape.revisionId(), events);
    }

    private static PullRequest.Target target(PullRequestTarget shape) {
        MergeMetadata merge = shape.mergeMetadata();
        return new PullRequest.Target(shape.sourceReference(), shape.destinationReference(), shape.sourceCommit(),
                shape.destinationCommit(), shape.mergeBase(),
                merge.isMerged() ? new PullRequest.Merged(merge.mergedBy(), merge.mergeCommitId(), merge.mergeOption()) : null);
    }

    private static PullRequest.@Nullable Token token(@Nullable String value, JsonNode document) {
        return value == null ? null : new PullRequest.Token(value, document.path(FINGERPRINT).asText());
    }
}
