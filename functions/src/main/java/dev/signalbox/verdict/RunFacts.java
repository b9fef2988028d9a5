package dev.signalbox.verdict;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What a run is about, as its input says. Texts from people (branch, tag, author, title) are as they came.
 *
 * @param id          the run's id, the name of its execution
 * @param arn         its execution's
 * @param branch      the branch's short name; empty when the run is of none
 * @param tag         the tag's short name; empty when the run is of none
 * @param trigger     what started it, as documents spell it: {@code push}, {@code tag}, {@code schedule}, {@code manual}
 * @param schedule    when it is started, in words: {@code cron(0 3 ? * MON-FRI *) Europe/Amsterdam}; empty unless by a schedule
 * @param actor       the ARN of who caused it
 * @param author      the commit's author
 * @param title       the first line of the commit's message
 * @param triggeredAt the time of the event that started it
 * @param plan        the builds of all waves, in their order
 * @param audience    whom its verdict is meant for
 * @param proposal    the pull request that it is about; null when it is about none
 */
public record RunFacts(String id, String arn, String repository, String branch, String tag, String commit, String trigger,
        String schedule, String actor, String author, String title, Instant triggeredAt, List<Planned> plan, Audience audience,
        @Nullable Proposal proposal) {

    /** Of a run that is about no pull request. */
    public RunFacts(String id, String arn, String repository, String branch, String tag, String commit, String trigger, String schedule,
            String actor, String author, String title, Instant triggeredAt, List<Planned> plan, Audience audience) {
        this(id, arn, repository, branch, tag, commit, trigger, schedule, actor, author, title, triggeredAt, plan, audience, null);
    }

    public RunFacts {
        plan = List.copyOf(plan);
    }

    /**
     * What a pull request proposed when the run began.
     *
     * @param id the pull request's
     * @param revision CodeCommit's id of what it proposed
     * @param source the short name of its source branch
     * @param target the short name of its target branch
     * @param targetCommit the tip of the target that was looked at
     * @param mergeBranch the branch that holds the merge result until the run ends; empty when there is none
     * @param attempt which run for that revision it is, from 1
     */
    public record Proposal(String id, String revision, String source, String target, String targetCommit, String mergeBranch,
            int attempt) {
    }

    /** The pull request that it is about. */
    public Optional<Proposal> onPullRequest() {
        return Optional.ofNullable(proposal);
    }

    /**
     * One build of the plan.
     *
     * @param check the build's name in the rules, without its cell of a matrix
     */
    public record Planned(String name, String check, String project, boolean required, Gate gate) {
    }

    /**
     * The sequence of verdicts that this run's is compared with; empty when there is none.
     *
     * <p>A push is compared with the pushes to its branch, and so is a run by hand of that branch. A schedule's run is compared
     * with the earlier ones of the same builds on the same branch, whatever the hour: a nightly that fails makes the next nightly
     * {@code fixed}, never the next push. A pull request is compared with its target. A tag is built once; a bare commit has no past.
     */
    public Optional<String> sequence() {
        if (proposal != null) {
            return Optional.of("refs/heads/" + proposal.target());
        }
        return branch.isEmpty() ? Optional.empty() : switch (trigger) {
            case "push", "manual" -> Optional.of("refs/heads/" + branch);
            case "schedule" -> Optional.of("schedule/" + Known.key(plan.stream().map(Planned::check).distinct().sorted()
                    .toArray(String[]::new)) + "/" + branch);
            default -> Optional.empty();
        };
    }

    /**
     * Whether this run's verdict becomes the last one of its sequence. That of a run by hand does not: it may have built some
     * other commit, or only some of the builds. Nor does a pull request's, which is not on the branch yet. So such a run changes
     * nothing either; only its failing tests and its coverage are compared.
     */
    public boolean movesItsSequence() {
        return !trigger.equals("manual") && proposal == null && sequence().isPresent();
    }
}
