package dev.signalbox.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

import dev.signalbox.Events;
import dev.signalbox.pullrequest.FakeBoards;
import dev.signalbox.pullrequest.FakePullRequests;
import dev.signalbox.pullrequest.FakeVoice;
import dev.signalbox.pullrequest.Noticeboard;
import dev.signalbox.pullrequest.Progress;
import dev.signalbox.pullrequest.Row;

/** Events of CodeBuild, with the members of the samples in its user guide ("Build notifications input format reference"). */
class BuildEventTest {

    private static final Instant AT = Instant.parse("2017-09-01T16:14:21Z");
    private static final String LOG = "https://console.aws.amazon.com/cloudwatch/home?region=us-west-2#logEvent:group=/aws/codebuild/p";

    private static final Instant STARTED = Instant.parse("2017-09-01T16:12:29Z");

    @Test
    void aBuildThatBeginsIsSubmitted() {
        assertEquals(Optional.of(new BuildEvent(AT, "orders", "7", "pull-request-1", "unit (JAVA=21)",
                new Progress.Running("SUBMITTED", "signalbox-pull-request:8745a7a9", "", STARTED))), BuildEvent.read(state("IN_PROGRESS")));
    }

    @Test
    void afterAPhaseComesTheNextWithItsLog() {
        ObjectNode event = phase("DOWNLOAD_SOURCE");
        ((ObjectNode) event.at("/detail/additional-information/logs")).put("stream-name", "8745a7a9");
        assertEquals(new Progress.Running("INSTALL", "signalbox-pull-request:8745a7a9", LOG, STARTED),
                BuildEvent.read(event).orElseThrow().progress());
    }

    @Test
    void whatEndsIsToldByTheRun() {
        for (String status : List.of("SUCCEEDED", "FAILED", "STOPPED")) {
            assertEquals(Optional.empty(), BuildEvent.read(state(status)), status);
        }
        assertEquals(Optional.empty(), BuildEvent.read(phase("UPLOAD_ARTIFACTS")));
        assertEquals(Optional.empty(), BuildEvent.read(phase("FINALIZING")));
        assertEquals(Optional.empty(), BuildEvent.read(phase("COMPLETED")));
        assertEquals(Optional.empty(), BuildEvent.read(phase("A_NEW_ONE")));
    }

    @Test
    void aBuildOfNoPullRequestIsNobodysBusiness() {
        ObjectNode event = state("IN_PROGRESS");
        ((ObjectNode) event.at("/detail/additional-information/environment")).putArray("environment-variables");
        assertEquals(Optional.empty(), BuildEvent.read(event));
    }

    @Test
    void whatLacksItsSourceIsNamed() {
        ObjectNode event = state("IN_PROGRESS");
        ((ObjectNode) event.at("/detail/additional-information/source")).remove("location");
        assertEquals("The event of a build lacks 'location'",
                assertThrows(IllegalArgumentException.class, () -> BuildEvent.read(event)).getMessage());
    }

    @Test
    void aPullRequestShowsHowFarItsBuildsAre() throws IOException {
        FakePullRequests pullRequests = new FakePullRequests("orders");
        pullRequests.push("topic", Events.COMMIT);
        pullRequests.push("main", Events.BEFORE);
        String id = pullRequests.open("topic", "main", Events.ADA);
        FakeVoice voice = new FakeVoice(pullRequests);
        Noticeboard noticeboard = new Noticeboard(new FakeBoards(), voice, pullRequests);
        noticeboard.change("orders", id, "r1", board -> board.begin(pullRequests.now(id).revision(), "pull-request-1", 1, Instant.EPOCH,
                List.of(new Row("unit (JAVA=21)", "unit", true, new Progress.Waiting())), List.of()));
        tell(noticeboard, AT.plusSeconds(1));
        assertEquals(new Progress.Running("PRE_BUILD", "signalbox-pull-request:8745a7a9", "", STARTED),
                noticeboard.board("orders", id).checks().getFirst().progress());
        assertEquals(1, pullRequests.commentsOf(FakeVoice.US).size());
        int edits = voice.edits;
        tell(noticeboard, AT.plusSeconds(2));
        assertEquals(edits, voice.edits);
        tell(noticeboard, AT.plusSeconds(60));
        assertEquals(edits + 1, voice.edits, "whoever was told at first may have died");
    }

    private static void tell(Noticeboard noticeboard, Instant now) throws IOException {
        new MonitorHandler(noticeboard, () -> now).handleRequest(new ByteArrayInputStream(Events.bytes(phase("INSTALL"))),
                OutputStream.nullOutputStream(), new Invocation("signalbox-monitor"));
    }

    @Test
    void aBuildBeganWhenItsEventSays() {
        ObjectNode event = state("IN_PROGRESS");
        assertEquals(STARTED, BuildEvent.read(event).orElseThrow().progress().started());
        ((ObjectNode) event.at("/detail/additional-information")).put("build-start-time", "Sep 1, 2017 4:12:29\u202fPM");
        assertEquals(STARTED, BuildEvent.read(event).orElseThrow().progress().started());
        ((ObjectNode) event.at("/detail/additional-information")).put("build-start-time", "yesterday");
        assertEquals(Instant.EPOCH, BuildEvent.read(event).orElseThrow().progress().started());
    }

    @Test
    void whatIsNeverUnderstoodIsDropped() throws IOException {
        ObjectNode event = state("IN_PROGRESS");
        ((ObjectNode) event.at("/detail/additional-information/source")).remove("location");
        FakePullRequests pullRequests = new FakePullRequests("orders");
        FakeBoards boards = new FakeBoards();
        boards.before = () -> {
            throw new AssertionError("there is nothing to ask for");
        };
        try (Console console = new Console()) {
            new MonitorHandler(new Noticeboard(boards, new FakeVoice(pullRequests), pullRequests), () -> AT).handleRequest(
                    new ByteArrayInputStream(Events.bytes(event)), OutputStream.nullOutputStream(), new Invocation("signalbox-monitor"));
            assertTrue(console.text().contains("The event of a build lacks 'location'"), console.text());
        }
    }

    private static ObjectNode state(String status) {
        ObjectNode event = event("CodeBuild Build State Change");
        Events.detail(event).put("build-status", status).put("current-phase", status.equals("IN_PROGRESS") ? "SUBMITTED" : "COMPLETED");
        return event;
    }

    private static ObjectNode phase(String completed) {
        ObjectNode event = event("CodeBuild Build Phase Change");
        Events.detail(event).put("completed-phase", completed).put("completed-phase-status", "SUCCEEDED")
                .put("completed-phase-duration-seconds", 19).put("completed-phase-start", "Sep 1, 2017 4:14:21 PM")
                .put("completed-phase-end", "Sep 1, 2017 4:14:21 PM").put("completed-phase-context", "[]");
        return event;
    }

    private static ObjectNode event(String type) {
        return (ObjectNode) Fakes.json("""
                {"version": "0", "id": "43ddc2bd-af76-9ca5-2dc7-b695e15adeEX", "detail-type": "%s", "source": "aws.codebuild",
                 "account": "123456789012", "time": "2017-09-01T16:14:21Z", "region": "us-west-2",
                 "resources": ["arn:aws:codebuild:us-west-2:123456789012:build/signalbox-pull-request:8745a7a9"],
                 "detail": {"project-name": "signalbox-pull-request", "version": "1",
                  "build-id": "arn:aws:codebuild:us-west-2:123456789012:build/signalbox-pull-request:8745a7a9",
                  "additional-information": {"artifact": {"location": ""}, "timeout-in-minutes": 60, "build-complete": false,
                   "initiator": "signalbox-run", "build-start-time": "Sep 1, 2017 4:12:29 PM",
                   "environment": {"image": "aws/codebuild/standard:7.0", "privileged-mode": false, "compute-type": "BUILD_GENERAL1_SMALL",
                    "type": "LINUX_CONTAINER", "environment-variables": [
                     {"name": "SIGNALBOX_PULL_REQUEST", "type": "PLAINTEXT", "value": "7"},
                     {"name": "SIGNALBOX_RUN", "type": "PLAINTEXT", "value": "pull-request-1"},
                     {"name": "SIGNALBOX_BUILD", "type": "PLAINTEXT", "value": "unit (JAVA=21)"}]},
                   "source": {"location": "https://git-codecommit.us-west-2.amazonaws.com/v1/repos/orders", "type": "CODECOMMIT"},
                   "logs": {"group-name": null, "stream-name": null, "deep-link": "%s"}, "phases": []}}}""".formatted(type, LOG));
    }
}
