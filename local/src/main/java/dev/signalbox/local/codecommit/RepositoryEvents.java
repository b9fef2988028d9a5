package dev.signalbox.local.codecommit;

import java.io.UncheckedIOException;
import java.util.List;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

import dev.signalbox.local.events.EventBus;
import dev.signalbox.local.front.Caller;

/**
 * AWS's event for a ref that moved: {@code CodeCommit Repository State Change}, one for each branch or tag; other refs have none.
 * And the one for a merge commit that no ref holds.
 * The detail's members are those of the CodeCommit user guide, "Monitoring CodeCommit events in Amazon EventBridge".
 *
 * <p>An assumption, made here only: for an annotated tag {@code commitId} and {@code oldCommitId} are the commit that the tag
 * stands for, not the tag object. AWS does not document which of the two it sends.
 */
final class RepositoryEvents implements Refs.Listener {

    private final Repositories repositories;
    private final EventBus bus;

    RepositoryEvents(Repositories repositories, EventBus bus) {
        this.repositories = repositories;
        this.bus = bus;
    }

    @Override
    public void changed(BareRepository repository, RefChange change, Caller caller) {
        boolean branch = change.ref().startsWith(Constants.R_HEADS);
        if (!branch && !change.ref().startsWith(Constants.R_TAGS)) {
            return;
        }
        ObjectId before = change.before();
        ObjectId after = change.after();
        ObjectNode detail = begin(repository,
                before == null ? "referenceCreated" : after == null ? "referenceDeleted" : "referenceUpdated");
        detail.put("referenceType", branch ? "branch" : "tag");
        detail.put("referenceName", change.ref().substring((branch ? Constants.R_HEADS : Constants.R_TAGS).length()));
        detail.put("referenceFullName", change.ref());
        if (after != null) {
            detail.put("commitId", commit(repository, after));
        }
        if (before != null) {
            detail.put("oldCommitId", commit(repository, before));
        }
        if (change.merge() != null) {
            change.merge().tell(detail);
        }
        emit(repository, caller, detail);
    }

    /** A merge commit was made that no ref holds. */
    void made(BareRepository repository, ObjectId commit, MergeFacts merge, Caller caller) {
        ObjectNode detail = begin(repository, "unreferencedMergeCommitCreated");
        detail.put("commitId", commit.name());
        merge.tell(detail);
        emit(repository, caller, detail);
    }

    private static ObjectNode begin(BareRepository repository, String event) {
        ObjectNode detail = JsonNodeFactory.instance.objectNode();
        detail.put("event", event);
        detail.put("repositoryName", repository.name());
        detail.put("repositoryId", repository.details().id());
        return detail;
    }

    private void emit(BareRepository repository, Caller caller, ObjectNode detail) {
        detail.put("callerUserArn", caller.arn());
        bus.emit("aws.codecommit", "CodeCommit Repository State Change", List.of(repositories.arn(repository.name())), detail);
    }

    private static String commit(BareRepository repository, ObjectId id) {
        try {
            return repository.read(walk -> walk.peel(walk.parseAny(id)).name());
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof MissingObjectException) {
                return id.name();
            }
            throw e;
        }
    }
}
