package dev.signalbox.run;

import java.util.List;
import java.util.Optional;
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

    private final Schedules schedules;
    private final Repositories repositories;

    Timekeeper(Schedules schedules, Repositories repositories) {
        this.schedules = schedules;
        this.repositories = repositories;
    }

    /** The decision on a push, and what it did to schedules. That its branch is gone by now does not undo the decision. */
    Decision after(Trigger.BranchPushed push, Reading reading, Decision decision) {
        try {
            return kept(push, reading).map(decision::and).orElse(decision);
        } catch (Gone gone) {
            return decision.and("schedules: left as they are, since " + gone.getMessage());
        }
    }

    private Optional<String> kept(Trigger.BranchPushed push, Reading reading) throws Gone {
        if (reading instanceof Reading.Broken || !push.branch().equals(repositories.defaultBranch(push.repository()))
                || !push.commit().equals(repositories.tip(push.repository(), push.branch()))) {
            return Optional.empty();
        }
        return Optional.of(schedules.keep(push.repository(), slots(reading)).words()).filter(words -> !words.isEmpty());
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
