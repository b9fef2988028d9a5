package dev.signalbox.run;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.signalbox.rules.BuildRule;
import dev.signalbox.rules.Occasion;
import dev.signalbox.rules.Reading;
import dev.signalbox.rules.Rules;
import dev.signalbox.trigger.Trigger;

/**
 * Keeps a repository's schedules equal to what the rules at the tip of its default branch ask for: of two pushes at work at once the
 * newer one is heard. A broken file changes none of them.
 */
final class Timekeeper {

    /** So often schedules are kept for one push. */
    private static final int MOST_PASSES = 3;

    private final Planning planning;
    private final Schedules schedules;
    private final Repositories repositories;

    Timekeeper(Planning planning, Schedules schedules, Repositories repositories) {
        this.planning = planning;
        this.schedules = schedules;
        this.repositories = repositories;
    }

    /**
     * The decision on a push, and what it did to schedules. That its branch is gone by now does not undo the decision.
     */
    Decision after(Trigger.BranchPushed push, Reading reading, Decision decision) {
        List<Schedules.Kept> kept = new ArrayList<>();
        Decision after = decision;
        try {
            keep(push, reading, kept);
        } catch (Gone gone) {
            after = kept.isEmpty() ? decision.and("schedules: left as they are, since " + gone.getMessage()) : decision;
        }
        for (Schedules.Kept pass : kept) {
            after = pass.words().isEmpty() ? after : after.and(pass.words());
            after = pass.refused().isEmpty() ? after
                    : after.without("schedules of %s: %s".formatted(push.repository(), String.join("; ", pass.refusals())));
        }
        return after;
    }

    /** The decision on a slot that found nothing to build; of a repository that is gone, its schedules go too. */
    Decision afterNothing(Trigger.ScheduleSlot slot, Decision decision) {
        try {
            repositories.defaultBranch(slot.repository());
            return decision;
        } catch (Gone gone) {
            String words = schedules.keep(slot.repository(), List.of()).words();
            return words.isEmpty() ? decision : decision.and(words);
        }
    }

    /**
     * Keeping them takes many calls, in the midst of which a newer push may keep its own and be done: where the tip is another one
     * afterwards, what that asks for is kept too. A branch that moves even then has a push on its way that does the same.
     */
    private void keep(Trigger.BranchPushed push, Reading pushed, List<Schedules.Kept> kept) throws Gone {
        if (!push.branch().equals(repositories.defaultBranch(push.repository()))) {
            return;
        }
        String commit = push.commit();
        Reading reading = pushed;
        String tip = repositories.tip(push.repository(), push.branch());
        while (tip.equals(commit) && !(reading instanceof Reading.Broken)) {
            kept.add(schedules.keep(push.repository(), slots(reading)));
            tip = repositories.tip(push.repository(), push.branch());
            if (tip.equals(commit) || kept.size() == MOST_PASSES) {
                return;
            }
            commit = tip;
            reading = planning.reading(push.repository(), commit);
        }
    }

    private static List<Schedules.Slot> slots(Reading reading) {
        return switch (reading) {
            case Reading.Understood(Rules rules) -> rules.builds().stream().flatMap(Timekeeper::slots).toList();
            case Reading.Nothing _, Reading.Broken _ -> List.of();
        };
    }

    private static Stream<Schedules.Slot> slots(BuildRule build) {
        return build.on().stream().flatMap(occasion -> occasion instanceof Occasion.Schedule schedule
                ? Stream.of(new Schedules.Slot(schedule.expression(), schedule.timezone(), schedule.branch()))
                : Stream.empty());
    }
}
