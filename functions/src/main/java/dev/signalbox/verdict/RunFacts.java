package dev.signalbox.verdict;

import java.time.Instant;
import java.util.List;

/**
 * What a run is about, as its input says. Texts from people (branch, author, title) are as they came.
 *
 * @param id          the run's id, the name of its execution
 * @param arn         its execution's
 * @param branch      the branch's short name
 * @param trigger     what started it, as documents spell it: {@code push}
 * @param actor       the ARN of who caused it
 * @param author      the commit's author
 * @param title       the first line of the commit's message
 * @param triggeredAt the time of the event that started it
 * @param plan        the builds of all waves, in their order
 */
public record RunFacts(String id, String arn, String repository, String branch, String commit, String trigger, String actor,
        String author, String title, Instant triggeredAt, List<Planned> plan) {

    public RunFacts {
        plan = List.copyOf(plan);
    }

    /** One build of the plan. */
    public record Planned(String name, String project, boolean required) {
    }
}
