package dev.signalbox.run;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

import dev.signalbox.plan.Changes;
import dev.signalbox.plan.Commit;
import dev.signalbox.plan.Facts;
import dev.signalbox.plan.Plan;
import dev.signalbox.plan.Planner;
import dev.signalbox.plan.Settings;
import dev.signalbox.plan.Subject;
import dev.signalbox.rules.Account;
import dev.signalbox.rules.Reading;
import dev.signalbox.rules.Rules;
import dev.signalbox.rules.RulesReader;
import dev.signalbox.trigger.Trigger;

/** From a trigger to a plan: looks up what the trigger does not tell, reads the rules, plans. It starts nothing. */
public final class Planning {

    private static final String BRANCHES = "refs/heads/";
    private static final String TAGS = "refs/tags/";

    /**
     * The CodeBuild projects of builds that name no other.
     *
     * @param branches of all that is on a branch, or was
     * @param pullRequests of code that nobody has approved yet
     */
    public record Projects(String branches, String pullRequests) {
    }

    /**
     * What a trigger leads to.
     *
     * @param reading the rules it was planned by
     * @param commit who made the commit that is built
     * @param input what the run is started with, at most {@link RunInput#LONGEST} bytes; empty where there is none to start
     */
    public record Planned(RunId run, Subject subject, Reading reading, Plan plan, Commit commit, String input) {
    }

    /** Rules, and the commit at which their file (or the buildspec they stand for) was found; empty where there is none. */
    private record Found(Reading reading, String commit) {
    }

    private final Repositories repositories;
    private final LastSlots lastSlots;
    private final Supplier<Account> account;
    private final Projects projects;
    private final Places places;

    /**
     * @param account what the account says to the rules of all repositories, asked for anew for each trigger
     * @param places where the builds' artifacts and logs go by default
     */
    public Planning(Repositories repositories, LastSlots lastSlots, Supplier<Account> account, Projects projects, Places places) {
        this.repositories = repositories;
        this.lastSlots = lastSlots;
        this.account = account;
        this.projects = projects;
        this.places = places;
    }

    /** The same by what the account says now, for many triggers at once. */
    Planning ofThisMoment() {
        Account now = account.get();
        return new Planning(repositories, lastSlots, () -> now, projects, places);
    }

    /**
     * Plans what a trigger asks for.
     *
     * @throws Gone when what it is about does not exist any more
     */
    public Planned plan(Trigger.Buildable trigger) throws Gone {
        String repository = trigger.repository();
        return switch (trigger) {
            case Trigger.BranchPushed push ->
                plan(new Subject(push, push.branch(), "", push.commit(), false), rules(repository, push.commit()));
            case Trigger.TagPushed push -> {
                Found found = tagged(repository, push);
                yield plan(new Subject(push, "", push.tag(), orElse(found.commit(), push.commit()), false), found);
            }
            case Trigger.PullRequestOpened opened -> pullRequest(opened);
            case Trigger.PullRequestUpdated updated -> pullRequest(updated);
            case Trigger.ScheduleSlot slot -> slot(slot, false);
            case Trigger.Requested request -> requested(request);
        };
    }

    /**
     * Plans what the account's own schedule leads to in one repository.
     *
     * @throws Gone when the repository does not exist any more, or has no default branch
     */
    public Planned planForAccount(Trigger.ScheduleSlot slot) throws Gone {
        return slot(slot, true);
    }

    /**
     * The rules at a commit.
     *
     * @throws Gone when there is no such commit any more
     */
    Reading reading(String repository, String commit) throws Gone {
        return rules(repository, commit).reading();
    }

    private Planned pullRequest(Trigger.OnPullRequest trigger) throws Gone {
        String target = trigger.pullRequest().target();
        String branch = target.startsWith(BRANCHES) ? target.substring(BRANCHES.length()) : target;
        Found found = rules(trigger.repository(), target);
        return plan(new Subject((Trigger.Buildable) trigger, branch, "", trigger.commit(), false), found);
    }

    /** The rules are those of the default branch, where the schedule stands. */
    private Planned slot(Trigger.ScheduleSlot slot, boolean wholeAccount) throws Gone {
        String repository = slot.repository();
        String byDefault = repositories.defaultBranch(repository);
        if (byDefault.isEmpty()) {
            throw new Gone("repository %s has no default branch".formatted(repository));
        }
        String branch = orElse(slot.branch(), byDefault);
        String commit = repositories.tip(repository, branch);
        Found found = rules(repository, branch.equals(byDefault) ? commit : repositories.tip(repository, byDefault));
        return plan(new Subject(slot, branch, "", commit, wholeAccount), found);
    }

    private Planned requested(Trigger.Requested request) throws Gone {
        String repository = request.repository();
        if (!request.tag().isEmpty()) {
            Found found = rules(repository, orElse(request.commit(), TAGS + request.tag()));
            if (request.commit().isEmpty() && found.commit().isEmpty() && !(found.reading() instanceof Reading.Nothing)) {
                throw new Gone("what tag %s points to can't be told: its %s or %s is larger than CodeCommit hands out (6 MB)"
                        .formatted(request.tag(), RulesReader.FILE, Rules.BUILDSPEC));
            }
            return plan(new Subject(request, "", request.tag(), orElse(request.commit(), found.commit()), false), found);
        }
        String commit = request.commit().isEmpty() ? repositories.tip(repository, request.branch()) : request.commit();
        return plan(new Subject(request, request.branch(), "", commit, false), rules(repository, commit));
    }

    /** Nothing is looked up for a trigger that leads to no build whatever there is to be known. */
    private Planned plan(Subject subject, Found found) throws Gone {
        RunId run = RunId.of(subject);
        Settings settings = new Settings(run.value(), projects.branches(), projects.pullRequests());
        Plan plan = Planner.plan(subject, found.reading(), Facts.NONE, settings);
        if (plan instanceof Plan.Nothing) {
            return new Planned(run, subject, found.reading(), plan, new Commit("", "", ""), "");
        }
        Commit commit = repositories.commit(repository(subject), subject.commit());
        return fitted(run, subject, found.reading(), found.reading() instanceof Reading.Understood
                ? Planner.plan(subject, found.reading(), facts(subject, commit), settings) : plan, commit);
    }

    /** A plan that no run could be started with is refused. */
    private Planned fitted(RunId run, Subject subject, Reading reading, Plan plan, Commit commit) {
        if (plan instanceof Plan.Nothing) {
            return new Planned(run, subject, reading, plan, commit, "");
        }
        String input = new RunInput.OfSubject(run, subject, commit, plan, places).json();
        int bytes = input.getBytes(StandardCharsets.UTF_8).length;
        if (bytes <= RunInput.LONGEST || plan instanceof Plan.Refusal) {
            return new Planned(run, subject, reading, plan, commit, input);
        }
        return fitted(run, subject, reading, new Plan.Refusal(
                "the plan is too large: %,d bytes, expected at most %,d".formatted(bytes, RunInput.LONGEST)), commit);
    }

    private Facts facts(Subject subject, Commit commit) throws Gone {
        boolean unchanged = subject.trigger() instanceof Trigger.ScheduleSlot slot
                && lastSlots.commit(slot.repository(), slot.schedule()).filter(subject.commit()::equals).isPresent();
        return new Facts(changes(subject), commit, unchanged, false);
    }

    private Changes changes(Subject subject) throws Gone {
        String repository = repository(subject);
        return switch (subject.trigger()) {
            case Trigger.BranchPushed push when !push.previousCommit().isEmpty() ->
                repositories.changes(repository, push.previousCommit(), push.commit());
            case Trigger.BranchPushed push -> sinceDefault(repository, push.branch(), push.commit());
            case Trigger.TagPushed push when !push.previousCommit().isEmpty() ->
                repositories.changes(repository, push.previousCommit(), subject.commit());
            case Trigger.PullRequestOpened _, Trigger.PullRequestUpdated _ -> since(repository, subject.branch(), subject.commit());
            case Trigger.TagPushed _ -> new Changes.Unknown("a new tag has nothing before it");
            case Trigger.ScheduleSlot _ -> new Changes.Unknown("a schedule looks at no change");
            case Trigger.Requested _ -> new Changes.Unknown("a request looks at no change");
        };
    }

    /** A new branch is compared with where it left the default branch. */
    private Changes sinceDefault(String repository, String branch, String commit) throws Gone {
        String byDefault = repositories.defaultBranch(repository);
        if (byDefault.isEmpty() || byDefault.equals(branch)) {
            return new Changes.Unknown("a new branch with nothing before it");
        }
        return since(repository, byDefault, commit);
    }

    private Changes since(String repository, String branch, String commit) {
        Optional<String> base = repositories.mergeBase(repository, commit, branch);
        return base.isPresent() ? repositories.changes(repository, base.get(), commit)
                : new Changes.Unknown("it has no commit in common with " + branch);
    }

    /** An event's commit may be the tag object's id; where CodeCommit finds no commit by it, the reference leads to one. */
    private Found tagged(String repository, Trigger.TagPushed push) throws Gone {
        try {
            return rules(repository, push.commit());
        } catch (Gone noCommit) {
            return rules(repository, TAGS + push.tag());
        }
    }

    private Found rules(String repository, String specifier) throws Gone {
        return switch (repositories.file(repository, specifier, RulesReader.FILE)) {
            case SourceFile.Present(byte[] content, String commit) -> new Found(reader().read(content), commit);
            case SourceFile.TooLarge() -> new Found(RulesReader.tooLarge(),
                    repositories.file(repository, specifier, Rules.BUILDSPEC) instanceof SourceFile.Present beside ? beside.commit() : "");
            case SourceFile.Absent() -> switch (repositories.file(repository, specifier, Rules.BUILDSPEC)) {
                case SourceFile.Absent() -> new Found(new Reading.Nothing(), "");
                case SourceFile.Present(byte[] _, String commit) -> new Found(reader().standard(), commit);
                case SourceFile.TooLarge _ -> new Found(reader().standard(), "");
            };
        };
    }

    private RulesReader reader() {
        return new RulesReader(account.get());
    }

    private static String repository(Subject subject) {
        return subject.trigger().repository();
    }

    private static String orElse(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }
}
