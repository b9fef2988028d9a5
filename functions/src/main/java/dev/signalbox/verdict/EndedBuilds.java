package dev.signalbox.verdict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.signalbox.verdict.RunFacts.Planned;
import dev.signalbox.verdict.RunHistory.Submitted;

/**
 * Finds out how each build of a plan ended, and leaves none at work.
 *
 * <p>An outcome that the state machine noted stands, since the run went on from it; CodeBuild only adds the details, and when it
 * does not know the build there are none. For a build without a note CodeBuild's word counts.
 */
public final class EndedBuilds {

    private final Builds builds;

    public EndedBuilds(Builds builds) {
        this.builds = builds;
    }

    /**
     * The builds in the order of the plan.
     *
     * @param submitted the builds that the execution started, where it is to be feared that one of them is still at work: each
     *                  that is in progress is stopped. Of several by one name the last counts.
     */
    public List<BuildResult> of(List<Planned> plan, List<Noted> noted, List<Submitted> submitted) {
        Map<String, Noted> notes = new LinkedHashMap<>();
        noted.forEach(note -> notes.put(note.name(), note));
        Map<String, Build> known = read(noted, submitted);
        Map<String, String> idsByName = new HashMap<>();
        for (Submitted one : submitted) {
            Build build = known.get(one.id());
            idsByName.put(build == null || build.name().isEmpty() ? one.name() : build.name(), one.id());
            if (build != null && build.ended() == null) {
                known.put(one.id(), builds.stop(build));
            }
        }
        List<BuildResult> results = new ArrayList<>();
        for (Planned planned : plan) {
            Noted note = notes.get(planned.name());
            String id = note == null || note.id().isEmpty() ? idsByName.getOrDefault(planned.name(), "") : note.id();
            results.add(result(planned, note, id, known.get(id)));
        }
        return results;
    }

    private Map<String, Build> read(List<Noted> noted, List<Submitted> submitted) {
        Set<String> ids = new LinkedHashSet<>();
        noted.stream().map(Noted::id).filter(id -> !id.isEmpty()).forEach(ids::add);
        submitted.stream().map(Submitted::id).forEach(ids::add);
        return ids.isEmpty() ? new HashMap<>() : new HashMap<>(builds.read(ids));
    }

    private static BuildResult result(Planned planned, @Nullable Noted note, String id, @Nullable Build build) {
        if (note != null) {
            return new BuildResult(planned.name(), planned.project(), planned.required(), note.outcome(), id, note.reason(), build);
        }
        return new BuildResult(planned.name(), planned.project(), planned.required(), outcome(id, build), id, "", build);
    }

    /** A build that was started and is not known any more was stopped as far as anyone can tell, and so was one just stopped. */
    private static Outcome outcome(String id, @Nullable Build build) {
        if (id.isEmpty()) {
            return Outcome.SKIPPED;
        }
        return build == null || build.ended() == null ? Outcome.STOPPED : build.ended();
    }
}
