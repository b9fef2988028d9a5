package dev.signalbox.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import dev.signalbox.plan.Subject;
import dev.signalbox.trigger.Origin;
import dev.signalbox.trigger.PullRequest;
import dev.signalbox.trigger.Trigger;
import dev.signalbox.trigger.Trigger.BranchPushed;
import dev.signalbox.trigger.Trigger.RunEnded;

class RunIdTest {

    @Property
    void thePushAndNotTheEventMakesTheId(@ForAll("pushes") BranchPushed push, @ForAll("origins") Origin other) {
        RunId run = of(push);
        assertTrue(run.value().matches("push-[0-9a-f]{40}"));
        assertEquals(run, of(new BranchPushed(other, push.repository(), push.branch(), push.commit(), push.previousCommit())));
    }

    @Property
    void differentPushesDiffer(@ForAll("pushes") BranchPushed one, @ForAll("pushes") BranchPushed other) {
        boolean same = List.of(one.repository(), one.branch(), one.commit(), one.previousCommit())
                .equals(List.of(other.repository(), other.branch(), other.commit(), other.previousCommit()));
        assertEquals(same, of(one).equals(of(other)));
    }

    @Test
    void anotherAttemptOfARequestIsAnotherRun() {
        assertNotEquals(of(request("id-1", 1)), of(request("id-1", 2)));
        assertNotEquals(of(request("id-1", 1)), of(request("id-2", 1)));
        assertEquals(of(request("id-1", 1)), of(request("id-1", 1)));
    }

    @Test
    void aSlotIsItsScheduleAndItsTimeWhateverTheEvent() {
        assertEquals(of(slot("e1", "nightly", Instant.EPOCH)), of(slot("e2", "nightly", Instant.EPOCH)));
        assertNotEquals(of(slot("e1", "nightly", Instant.EPOCH)), of(slot("e1", "nightly", Instant.EPOCH.plusSeconds(60))));
        assertNotEquals(of(slot("e1", "nightly", Instant.EPOCH)), of(slot("e1", "weekly", Instant.EPOCH)));
    }

    @Test
    void aTagIsNoBranchOfTheSameName() {
        Origin origin = new Origin("e", Instant.EPOCH, "");
        RunId tag = of(new Trigger.TagPushed(origin, "orders", "v1", "1f".repeat(20), ""));
        assertTrue(tag.value().matches("tag-[0-9a-f]{40}"));
        assertNotEquals(tag, of(new Trigger.TagPushed(origin, "orders", "v1", "2e".repeat(20), "1f".repeat(20))));
    }

    @Test
    void aPullRequestsRunIsItsRevisionAndTheAttemptWhateverTellsOfIt() {
        RunId run = of(due("7", "r1", 1));
        assertTrue(run.value().matches("pull-request-[0-9a-f]{40}"));
        assertEquals(run, of(new Trigger.PullRequestOpened(new Origin("other", Instant.MAX, "ada"), pullRequest("7", "r1"))));
        assertEquals(run, of(new Trigger.PullRequestUpdated(new Origin("other", Instant.MAX, "ada"), pullRequest("7", "r1"))));
        assertEquals(4, Set.of(run, of(due("7", "r1", 2)), of(due("7", "r2", 1)), of(due("8", "r1", 1))).size());
    }

    @Test
    void aRunIsConcludedOnceHoweverItsEndIsTold() {
        RunId run = RunId.of(ended("arn:1", "FAILED"));
        assertTrue(run.value().matches("ended-[0-9a-f]{40}"));
        assertEquals(run, RunId.of(ended("arn:1", "ABORTED")));
        assertNotEquals(run, RunId.of(ended("arn:2", "FAILED")));
    }

    @Test
    void theIdStaysTheSameFromReleaseToRelease() {
        assertEquals("pull-request-0779ab563667995e56be2deb8ae4377cc1019f3b", of(due("7", "r1", 1)).value());
        assertEquals("push-acc9202245d5a109b78df1dc825d708f31ab3fd8", of(new BranchPushed(new Origin("e", Instant.EPOCH, ""),
                "orders", "main", "1f".repeat(20), "2e".repeat(20))).value());
    }

    /** Few letters, so that parts of one push are often those of another, cut elsewhere. */
    @Provide
    Arbitrary<BranchPushed> pushes() {
        Arbitrary<String> text = Arbitraries.strings().withChars("ab").ofMaxLength(2);
        return Combinators.combine(origins(), text, text, text, text).as(BranchPushed::new);
    }

    @Provide
    Arbitrary<Origin> origins() {
        return Arbitraries.strings().alpha().ofMaxLength(5).map(id -> new Origin(id, Instant.EPOCH, id));
    }

    private static RunId of(Trigger.Buildable trigger) {
        return RunId.of(new Subject(trigger, "", "", trigger.commit(), false));
    }

    private static Trigger.Requested request(String id, int attempt) {
        return new Trigger.Requested(new Origin(id, Instant.EPOCH, ""), "orders", "main", "", "", List.of(), new TreeMap<>(), attempt);
    }

    private static Trigger.ChecksDue due(String id, String revision, int attempt) {
        return new Trigger.ChecksDue(new Origin("e", Instant.EPOCH, ""), pullRequest(id, revision), List.of("unit"), attempt, true);
    }

    private static PullRequest pullRequest(String id, String revision) {
        return new PullRequest(id, "orders", "refs/heads/topic", "1f".repeat(20), "refs/heads/main", revision, "ada", "Title", "");
    }

    private static Trigger.ScheduleSlot slot(String event, String schedule, Instant slot) {
        return new Trigger.ScheduleSlot(new Origin(event, Instant.EPOCH, ""), "orders", schedule, "rate(1 day)", "UTC", "", slot);
    }

    private static RunEnded ended(String execution, String status) {
        return new RunEnded(new Origin("e", Instant.EPOCH, ""), "arn:machine", execution, "push-1", status, "", false);
    }
}
