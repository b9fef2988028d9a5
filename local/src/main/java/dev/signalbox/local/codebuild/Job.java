package dev.signalbox.local.codebuild;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;
import software.amazon.awssdk.services.codebuild.model.BuildPhaseType;
import software.amazon.awssdk.services.codebuild.model.PhaseContext;
import software.amazon.awssdk.services.codebuild.model.StatusType;

import dev.signalbox.local.codebuild.run.Processes;
import dev.signalbox.local.time.Timeline;

/** One build: what the API shows of it, and the end that somebody asked for. */
final class Job {

    /** An end that did not come from the build itself: it was stopped, it took too long. The first one counts. */
    record Ending(StatusType status, Optional<PhaseContext> context) { }

    private final Outputs outputs;
    private final Timeline timeline;
    private final BuildEvents events;
    private final Processes processes;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private Build build;
    private boolean over;

    Job(Build build, Outputs outputs, Timeline timeline, BuildEvents events) {
        this.build = build;
        this.outputs = outputs;
        this.timeline = timeline;
        this.events = events;
        processes = new Processes("CODEBUILD_BUILD_ARN", build.arn());
    }

    /** As the API shows it now. */
    synchronized Build view() {
        return build;
    }

    String id() {
        return view().id();
    }

    /** The part of the id after the project's name. */
    String uuid() {
        return id().substring(id().indexOf(':') + 1);
    }

    Outputs outputs() {
        return outputs;
    }

    Processes processes() {
        return processes;
    }

    synchronized void change(Consumer<Build.Builder> change) {
        build = build.toBuilder().applyMutation(change).build();
    }

    /** Asks for an end. @return whether it counts: it is the first, and the build is not over */
    synchronized boolean demand(Ending wanted) {
        return !over && ending.complete(wanted);
    }

    Optional<Ending> ending() {
        return Optional.ofNullable(ending.getNow(null));
    }

    /** Done when an end was asked for. */
    CompletableFuture<Ending> whenEnding() {
        return ending;
    }

    synchronized boolean isOver() {
        return over;
    }

    void begin(BuildPhaseType type) {
        Instant now = timeline.now();
        change(changed -> {
            List<BuildPhase> phases = new ArrayList<>(view().phases());
            phases.add(BuildPhase.builder().phaseType(type).startTime(now).build());
            changed.phases(phases).currentPhase(type.toString());
        });
    }

    void end(StatusType status, Optional<PhaseContext> context) {
        Instant now = timeline.now();
        change(changed -> {
            List<BuildPhase> phases = new ArrayList<>(view().phases());
            BuildPhase last = phases.removeLast();
            phases.add(last.toBuilder().phaseStatus(status).endTime(now)
                    .durationInSeconds(Duration.between(last.startTime(), now).toSeconds())
                    .contexts(context.map(List::of).orElse(List.of())).build());
            changed.phases(phases);
        });
        Build view = view();
        events.phase(view, view.phases().getLast());
    }

    /** Ends the build. @param status what the build itself came to; an end that was asked for counts more */
    void complete(StatusType status) {
        begin(BuildPhaseType.COMPLETED);
        Instant now = timeline.now();
        synchronized (this) {
            over = true;
            build = build.toBuilder().buildStatus(ending().map(Ending::status).orElse(status)).endTime(now).buildComplete(true).build();
        }
        events.state(view());
    }
}
