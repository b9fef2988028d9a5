package dev.signalbox.local.codecommit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.stream.Stream;

import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.CommitDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.InvalidCommitException;

/** Commit specifiers of the API: a commit's full id, {@code HEAD}, a full ref, a branch or a tag; in that order. */
final class Specifiers {

    private Specifiers() {
    }

    /**
     * The commit that a specifier stands for.
     *
     * @param specifier null: the default branch's tip
     * @throws InvalidCommitException when it can be neither an id nor a ref's name
     * @throws CommitDoesNotExistException when nothing answers to it
     */
    static RevCommit commit(BareRepository repository, RevWalk walk, @Nullable String specifier) throws IOException {
        if (specifier == null) {
            return repository.ref(Constants.HEAD).flatMap(head -> commit(walk, head.getObjectId())).orElseThrow(() ->
                    CommitDoesNotExistException.builder().message("No commit was specified, and repository " + repository.name()
                            + " has no default branch.").build());
        }
        if (!Repository.isValidRefName(Constants.R_HEADS + specifier)) {
            throw InvalidCommitException.builder().message("The specified commit is not valid: " + specifier).build();
        }
        return id(repository, specifier).flatMap(id -> commit(walk, id)).orElseThrow(() ->
                CommitDoesNotExistException.builder().message("Could not resolve commit " + specifier).build());
    }

    /** A commit by its full id; empty when there is no such commit. A tag object's id stands for its commit. */
    static Optional<RevCommit> commit(RevWalk walk, ObjectId id) {
        try {
            return walk.peel(walk.parseAny(id)) instanceof RevCommit commit ? Optional.of(walk.parseCommit(commit)) : Optional.empty();
        } catch (MissingObjectException | IncorrectObjectTypeException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<ObjectId> id(BareRepository repository, String specifier) throws IOException {
        if (ObjectId.isId(specifier)) {
            return Optional.of(ObjectId.fromString(specifier));
        }
        for (String name : Stream.of("HEAD".equals(specifier) || specifier.startsWith(Constants.R_REFS) ? specifier : "",
                Constants.R_HEADS + specifier, Constants.R_TAGS + specifier).filter(candidate -> !candidate.isEmpty()).toList()) {
            Optional<Ref> ref = repository.ref(name);
            if (ref.isPresent()) {
                return ref.map(Ref::getObjectId);
            }
        }
        return Optional.empty();
    }
}
