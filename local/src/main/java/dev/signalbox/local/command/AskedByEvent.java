package dev.signalbox.local.command;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.signalbox.trigger.Arrival;
import dev.signalbox.trigger.EventReader;
import dev.signalbox.trigger.NotUnderstood;
import dev.signalbox.trigger.PullRequest;
import dev.signalbox.trigger.Trigger;

/**
 * Triggers as events describe them. The folder stands for the event's repository: what the event names and the folder does not have is
 * replaced by what is nearest to it, and said.
 */
final class AskedByEvent {

    private static final ObjectMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private static final String BRANCHES = "refs/heads/";

    private final GitFolder folder;
    private final SequencedSet<String> notes = new LinkedHashSet<>();

    AskedByEvent(GitFolder folder) {
        this.folder = folder;
    }

    /**
     * What an event asks for; empty when events of its kind lead to no build.
     *
     * @throws WrongRequest when the file is no such event
     */
    Optional<Asked> read(Path file) {
        try {
            JsonNode event = JSON.readTree(Files.readAllBytes(file));
            if (event.has("Records")) {
                throw new WrongRequest("%s is the event of a repository trigger. Name what it tells: --branch or --tag.".formatted(file));
            }
            return switch (new EventReader(JSON).read(event, new Arrival("plan", Instant.now()))) {
                case Trigger.Buildable trigger -> Optional.of(new Asked(here(trigger), List.copyOf(notes)));
                case Trigger.AccountSlot slot -> Optional.of(ofAccount(slot));
                default -> Optional.empty();
            };
        } catch (NotUnderstood reason) {
            throw new WrongRequest("%s is no event that Signalbox knows: %s".formatted(file, reason.reason()));
        } catch (JsonProcessingException broken) {
            throw new WrongRequest("%s is not JSON: %s".formatted(file, broken.getOriginalMessage()));
        } catch (FileSystemException refused) {
            throw new WrongRequest("--event: %s cannot be read: %s.".formatted(file, WrongRequest.whyUnreadable(refused)));
        } catch (IOException _) {
            throw new WrongRequest("--event: %s cannot be read.".formatted(file));
        }
    }

    private Asked ofAccount(Trigger.AccountSlot slot) {
        return new Asked(new Trigger.ScheduleSlot(slot.origin(), folder.name(), slot.schedule(), slot.expression(), slot.timezone(), "",
                slot.slot()), true, "the account's schedule %s %s".formatted(slot.expression(), slot.timezone()), List.of());
    }

    private Trigger.Buildable here(Trigger.Buildable trigger) {
        return switch (trigger) {
            case Trigger.BranchPushed push -> {
                String commit = commit(push.commit(), folder.branch(push.branch()), push.branch());
                yield new Trigger.BranchPushed(push.origin(), push.repository(), push.branch(), commit,
                        before(push.previousCommit(), commit));
            }
            case Trigger.TagPushed push -> {
                String commit = commit(push.commit(), folder.tag(push.tag()), push.tag());
                yield new Trigger.TagPushed(push.origin(), push.repository(), push.tag(), commit, before(push.previousCommit(), commit));
            }
            case Trigger.PullRequestOpened opened -> new Trigger.PullRequestOpened(opened.origin(), here(opened.pullRequest()));
            case Trigger.PullRequestUpdated updated -> new Trigger.PullRequestUpdated(updated.origin(), here(updated.pullRequest()));
            case Trigger.ChecksDue due ->
                new Trigger.ChecksDue(due.origin(), here(due.pullRequest()), due.builds(), due.attempt(), due.asked());
            case Trigger.ScheduleSlot slot -> slot;
            case Trigger.Requested request when !request.commit().isEmpty() -> new Trigger.Requested(request.origin(), request.repository(),
                    "", "", commit(request.commit(), Optional.empty(), ""), request.builds(), request.env(), request.attempt());
            case Trigger.Requested request when !request.tag().isEmpty() && folder.tag(request.tag()).isEmpty() ->
                new Trigger.Requested(request.origin(), request.repository(), "", request.tag(),
                        asHead("There is no tag %s".formatted(request.tag())), request.builds(), request.env(), request.attempt());
            case Trigger.Requested request -> request;
        };
    }

    private PullRequest here(PullRequest pullRequest) {
        String source = pullRequest.source().replaceFirst("^" + BRANCHES, "");
        String target = pullRequest.target().replaceFirst("^" + BRANCHES, "");
        if (folder.branch(target).isEmpty()) {
            throw folder.noBranch(target);
        }
        return new PullRequest(pullRequest.id(), pullRequest.repository(), pullRequest.source(),
                commit(pullRequest.commit(), folder.branch(source), source), pullRequest.target(), pullRequest.revision(),
                pullRequest.author(), pullRequest.title(), pullRequest.description());
    }

    private String commit(String commit, Optional<String> tip, String name) {
        if (folder.has(commit)) {
            return commit;
        }
        String absent = "The event's commit %s is not here".formatted(Words.shortened(commit));
        return tip.map(there -> {
            notes.add("%s: planned as %s, where %s is.".formatted(absent, Words.shortened(there), name));
            return there;
        }).orElseGet(() -> asHead(absent));
    }

    private String asHead(String absent) {
        String head = folder.head().orElseThrow(() -> new WrongRequest(absent + ", and nothing is checked out."));
        notes.add("%s: planned as HEAD, %s.".formatted(absent, Words.shortened(head)));
        return head;
    }

    private String before(String previous, String commit) {
        if (previous.isEmpty() || folder.has(previous)) {
            return previous;
        }
        String parent = folder.has(commit) ? folder.parent(folder.revision(commit).orElse(commit)).orElse("") : "";
        notes.add("The commit before, %s, is not here: %s.".formatted(Words.shortened(previous), parent.isEmpty() ? "planned as new"
                : "compared with %s, the first parent".formatted(Words.shortened(parent))));
        return parent;
    }
}
