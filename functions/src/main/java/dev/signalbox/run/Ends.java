package dev.signalbox.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.signalbox.rules.RulesReader;
import dev.signalbox.trigger.Trigger;

/** What follows when a run ended, or when what it is about was deleted. */
public final class Ends {

    private final Starts starts;
    private final References references;
    private final Turns turns;
    private final Executions executions;
    private final Repositories repositories;
    private final String stateMachine;

    /** @param stateMachine the ARN of the state machine whose executions are our runs */
    public Ends(Starts starts, References references, Turns turns, Executions executions, Repositories repositories,
            String stateMachine) {
        this.starts = starts;
        this.references = references;
        this.turns = turns;
        this.executions = executions;
        this.repositories = repositories;
        this.stateMachine = stateMachine;
    }

    /**
     * What runs for a deleted reference is stopped. Events come in any order, and more than once: what was started for something newer
     * than the deletion goes on, as after a tag was moved by deleting it and making it anew.
     */
    Decision deleted(Trigger.RefDeleted ref) throws StartRefused {
        String what = "%s %s was deleted".formatted(ref.kind(), ref.name());
        String reference = (ref.kind().equals("branch") ? "refs/heads/" : "refs/tags/") + ref.name();
        List<RunId> stopped = new ArrayList<>();
        for (References.Noted noted : references.runs(ref.repository(), reference)) {
            if (isOver(noted, ref, reference)
                    && turns.withdraw(noted.run(), what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1) + ".")) {
                stopped.add(noted.run());
            }
        }
        return stopped.isEmpty() ? Decision.ignored(ref, what + ", and nothing ran for it")
                : Decision.stopped(ref, what + Starts.named("stopped", stopped));
    }

    /** Events tell time in whole seconds: of two in the same one, whether the reference is there tells which came last. */
    private boolean isOver(References.Noted noted, Trigger.RefDeleted ref, String reference) {
        int order = noted.triggeredAt().compareTo(ref.origin().at());
        return order < 0 || order == 0 && isGone(ref.repository(), reference);
    }

    private boolean isGone(String repository, String reference) {
        try {
            repositories.file(repository, reference, RulesReader.FILE);
            return false;
        } catch (Gone _) {
            return true;
        }
    }

    /** Whatever ended a run, those that waited for it begin. */
    Decision ended(Trigger.RunEnded ended) throws StartRefused {
        if (!ended.stateMachine().equals(stateMachine)) {
            return Decision.ignored(ended, "the execution is of another state machine: " + ended.stateMachine());
        }
        Decision decision = concluded(ended);
        RunId run = new RunId(ended.run());
        List<RunId> begun = turns.release(run);
        references.remove(run);
        return begun.isEmpty() ? decision : decision.and(Starts.named("begun", begun).substring(2));
    }

    private Decision concluded(Trigger.RunEnded ended) throws StartRefused {
        if (ended.status().equals("SUCCEEDED")) {
            return Decision.ignored(ended, "run %s came to its own end".formatted(ended.run()));
        }
        if (ended.concluding()) {
            return Decision.ignored(ended, "a concluding run's own end is not told again; the alarm tells");
        }
        if (executions.wasTold(ended.execution())) {
            return Decision.ignored(ended, "run %s ended %s after its verdict was told".formatted(ended.run(), ended.status()));
        }
        return starts.concluding(ended);
    }
}
