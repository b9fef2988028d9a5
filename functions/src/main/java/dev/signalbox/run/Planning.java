package dev.signalbox.run;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

import dev.signalbox.plan.Changes;
import dev.signalbox.plan.Commit;
import dev.signalbox.plan.Facts;
import dev.signalbox.plan.Names;
import dev.signalbox.plan.Needs;
import dev.signalbox.plan.Plan;
import dev.signalbox.plan.PlannedBuild;
import dev.signalbox.plan.Planner;
import dev.signalbox.plan.Settings;
import dev.signalbox.plan.Subject;
import dev.signalbox.pullrequest.PullRequests;
import dev.signalbox.pullrequest.Revision;
import dev.signalbox.pullrequest.Voice;
import dev.signalbox.rules.Account;
import dev.signalbox.rules.BuildRule;
import dev.signalbox.rules.Buildspec;
import dev.signalbox.rules.Occasion;
import dev.signalbox.rules.Occasion.Proposal;
import dev.signalbox.rules.Reading;
import dev.signalbox.rules.Rules;
import dev.signalbox.rules.RulesChange;
import dev.signalbox.rules.RulesReader;
import dev.signalbox.run.MergeResults.Outlook;
import dev.signalbox.trigger.PullRequest;
import dev.signalbox.trigger.Trigger;

/**
 * From a trigger to a plan: looks up what the trigger does not tell, reads the rules, plans. It starts nothing; what it makes is the
 * commit of a merge result that is to be built.
 */
public final class Planning {

    private static final int SHOWN_PATHS = 10;
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
     * @param source what is fetched
     * @param ownRules what a pull request makes of the rules
     * @param groups runs that must not overlap with this one
     * @param input what the run is started with, at most {@link RunInput#LONGEST} bytes; empty where there is none to start
     * @param leftTo the pull requests that some of its builds are left to
     */
    public record Planned(RunId run, Subject subject, Reading reading, Plan plan, Commit commit, Source source,
            OwnRules ownRules, List<BuildRule.Group> groups, String input, List<PullRequests.State> leftTo) {

        public Planned {
            groups = List.copyOf(groups);
            leftTo = List.copyOf(leftTo);
        }

        /** One that leaves nothing to others. */
        Planned(RunId run, Subject subject, Reading reading, Plan plan, Commit commit, Source source, OwnRules ownRules,
                List<BuildRule.Group> groups, String input) {
            this(run, subject, reading, plan, commit, source, ownRules, groups, input, List.of());
        }

        Planned leaving(Collection<PullRequests.State> others) {
            return new Planned(run, subject, reading, plan, commit, source, ownRules, groups, input, others.stream().distinct().toList());
        }
    }

    /** Rules, and the commit at which their file (or the buildspec they stand for) was found; empty where there is none. */
    private record Found(Reading reading, String commit) {
    }

    private final Repositories repositories;
    private final MergeResults mergeResults;
    private final PullRequests pullRequests;
    private final Voice voice;
    private final LastSlots lastSlots;
    private final Supplier<Account> account;
    private final Projects projects;
    private final Places places;

    /**
     * @param account what the account says to the rules of all repositories, asked for anew for each trigger
     * @param places where the builds' artifacts and logs go by default
     */
    public Planning(Repositories repositories, MergeResults mergeResults, PullRequests pullRequests, Voice voice, LastSlots lastSlots,
            Supplier<Account> account, Projects projects, Places places) {
        this.repositories = repositories;
        this.mergeResults = mergeResults;
        this.pullRequests = pullRequests;
        this.voice = voice;
        this.lastSlots = lastSlots;
        this.account = account;
        this.projects = projects;
        this.places = places;
    }

    /** The same by what the account says now, for many triggers at once. */
    Planning ofThisMoment() {
        Account now = account.get();
        return new Planning(repositories, mergeResults, pullRequests, voice, lastSlots, () -> now, projects, places);
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
            case Trigger.ChecksDue due -> pullRequest(due);
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
     * The rules that a pull request is checked by: those of its target, as it is now.
     *
     * @throws Gone when there is no such branch any more
     */
    Optional<Rules> rulesOf(PullRequests.State now) throws Gone {
        return reading(now.repository(), Names.BRANCHES + now.revision().target()) instanceof Reading.Understood(Rules rules)
                ? Optional.of(rules) : Optional.empty();
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
        String branch = Names.branch(target);
        String tip = repositories.tip(trigger.repository(), branch);
        return plan(new Subject((Trigger.Buildable) trigger, branch, "", trigger.commit(), false),
                new Found(rules(trigger.repository(), tip).reading(), tip));
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
            return new Planned(run, subject, found.reading(), plan, new Commit("", "", ""), source(subject, found),
                    OwnRules.UNTOUCHED, List.of(), "");
        }
        Commit commit = change(subject);
        Facts facts = facts(subject, found.reading(), commit);
        Draft draft = new Draft(run, subject, found, commit, source(subject, found), OwnRules.UNTOUCHED, queue(subject), new TreeMap<>());
        Plan whole = found.reading() instanceof Reading.Understood ? Planner.plan(subject, found.reading(), facts, settings) : plan;
        if (subject.trigger() instanceof Trigger.BranchPushed push && whole instanceof Plan.Builds builds) {
            SortedMap<String, PullRequests.State> left = leftToPullRequests(push, found.reading(), builds);
            if (!left.isEmpty()) {
                SortedMap<String, String> ids = new TreeMap<>();
                left.forEach((build, open) -> ids.put(build, open.id()));
                return fitted(draft, Planner.plan(subject, found.reading(), facts.leaving(ids), settings)).leaving(left.values());
            }
        }
        return subject.trigger() instanceof Trigger.OnPullRequest && whole instanceof Plan.Builds builds
                ? proposed(draft.insteadOf(builds), builds, facts) : fitted(draft, whole);
    }

    /** What is fetched as long as nothing is merged: of a pull request, its own commit, looked at with the target's tip. */
    private static Source source(Subject subject, Found found) {
        return subject.trigger() instanceof Trigger.OnPullRequest ? Source.itself(subject, found.commit(), "") : Source.of(subject);
    }

    /** Where nobody knows what a pull request would build, nothing of it is stopped half-way. */
    private static List<BuildRule.Group> queue(Subject subject) {
        return subject.trigger() instanceof Trigger.OnPullRequest ? List.of(new BuildRule.Group(subject.group(), false)) : List.of();
    }

    /** What goes into a run's input besides its plan. */
    private record Draft(RunId run, Subject subject, Found found, Commit commit, Source source, OwnRules ownRules,
            List<BuildRule.Group> groups, SortedMap<String, String> buildspecs) {

        Draft with(Source other) {
            return new Draft(run, subject, found, commit, other, ownRules, groups, buildspecs);
        }

        Draft with(OwnRules other) {
            return new Draft(run, subject, found, commit, source, other, groups, buildspecs);
        }

        Draft with(SortedMap<String, String> texts) {
            return new Draft(run, subject, found, commit, source, ownRules, groups, texts);
        }

        /** A run without builds takes the turn of its pull request as the run of its builds would have. */
        Draft insteadOf(Plan.Builds builds) {
            return new Draft(run, subject, found, commit, source, ownRules,
                    builds.groups().stream().filter(group -> group.name().equals(subject.group())).toList(), buildspecs);
        }
    }

    /** A plan that no run could be started with is refused. */
    private Planned fitted(Draft draft, Plan plan) {
        RunId run = draft.run();
        Subject subject = draft.subject();
        Commit commit = draft.commit();
        if (plan instanceof Plan.Nothing) {
            return new Planned(run, subject, draft.found().reading(), plan, commit, draft.source(), OwnRules.UNTOUCHED, List.of(), "");
        }
        String input = new RunInput.OfSubject(
                run, subject, commit, plan, draft.source(), draft.ownRules(), draft.buildspecs(), places).json();
        int bytes = input.getBytes(StandardCharsets.UTF_8).length;
        if (bytes <= RunInput.LONGEST || !(plan instanceof Plan.Builds)) {
            return new Planned(run, subject, draft.found().reading(), plan, commit, draft.source(), draft.ownRules(),
                    plan instanceof Plan.Builds builds ? builds.groups() : draft.groups(), input);
        }
        return fitted(draft, new Plan.Refusal(
                "the plan is too large: %,d bytes, expected at most %,d".formatted(bytes, RunInput.LONGEST)));
    }

    /**
     * The builds of a push that an open pull request from the same branch builds as well, by their names. It builds them, whichever of
     * the two events comes first. Not left are builds of the default branch, whose verdict and artifacts others rely on; what the pull
     * request builds without something; and what a build needs that runs for the push. CodeCommit knows of no other way to find a pull
     * request than to look at all that are open, so nobody looks where no build is of both.
     */
    private SortedMap<String, PullRequests.State> leftToPullRequests(Trigger.BranchPushed push, Reading reading, Plan.Builds builds)
            throws Gone {
        SortedMap<String, PullRequests.State> left = new TreeMap<>();
        if (!(reading instanceof Reading.Understood(Rules rules)) || rules.builds().stream().noneMatch(rule -> runs(builds, rule.name())
                && rule.on().stream().anyMatch(Occasion.PullRequest.class::isInstance))
                || push.branch().equals(repositories.defaultBranch(push.repository()))) {
            return left;
        }
        for (PullRequests.State open : pullRequests.openFrom(push.repository(), push.branch())) {
            PullRequest proposal = pullRequest(open, push.commit());
            Subject subject = new Subject(new Trigger.ChecksDue(push.origin(), proposal, List.of(), 1, false), open.revision().target(), "",
                    push.commit(), false);
            Reading target = rules(push.repository(), proposal.target()).reading();
            Settings settings = new Settings(RunId.of(subject).value(), projects.branches(), projects.pullRequests());
            if (Planner.plan(subject, target, facts(subject, target, change(subject)), settings) instanceof Plan.Builds other) {
                other.all().stream().filter(build -> build.whole() && runs(builds, build.check()))
                        .forEach(build -> left.putIfAbsent(build.check(), open));
            }
        }
        List<String> others = rules.builds().stream().map(BuildRule::name)
                .filter(name -> runs(builds, name) && !left.containsKey(name)).toList();
        left.keySet().removeAll(Needs.of(others, rules.builds()));
        return left;
    }

    private static boolean runs(Plan.Builds plan, String build) {
        return plan.reasons().stream().anyMatch(reason -> reason.runs() && reason.build().equals(build));
    }

    /** A pull request as it is now. @param commit the tip of its source */
    static PullRequest pullRequest(PullRequests.State now, String commit) {
        Revision revision = now.revision();
        return new PullRequest(now.id(), now.repository(), Names.BRANCHES + revision.source(), commit,
                Names.BRANCHES + revision.target(), revision.id(), now.author(), now.title(), now.description());
    }

    /** What a pull request proposes can be wrong in itself: when it does not merge, nothing is built. */
    private Planned proposed(Draft draft, Plan.Builds builds, Facts facts) throws Gone {
        Subject subject = draft.subject();
        String repository = repository(subject);
        String tip = draft.found().commit();
        if (builds.all().stream().allMatch(build -> build.proposal() == Proposal.SOURCE)) {
            return merged(draft, builds, facts);
        }
        return switch (mergeResults.outlook(repository, subject.commit(), tip)) {
            case Outlook.Same() -> merged(draft, builds, facts);
            case Outlook.Unknown(String why) -> merged(draft.with(Source.itself(subject, tip,
                    "the pull request's own commit is built, not the merge result: " + why)), builds, facts);
            case Outlook.Conflict conflict -> fitted(draft, rejected(subject, conflict));
            case Outlook.Clean() -> {
                Optional<String> commit = mergeResults.make(repository, subject.commit(), tip,
                        "Merge pull request %s into %s".formatted(pullRequest(subject), subject.branch()));
                Source source = Source.merged(tip, MergeResults.branch(draft.run()), commit.orElse(""));
                yield commit.isPresent() ? merged(draft.with(source), builds, facts)
                        : fitted(draft, rejected(subject, new Outlook.Conflict(List.of(), false)));
            }
        };
    }

    private Planned merged(Draft draft, Plan.Builds builds, Facts facts) throws Gone {
        return switch (ownRules(draft, facts)) {
            case Reading.Broken broken -> withTargets(draft.with(new OwnRules(List.of(),
                    "the pull request's own %s is broken: %s".formatted(RulesReader.FILE, broken.reason()))), builds);
            case Reading.Understood(Rules own) when before(draft, facts) instanceof Reading.Understood(Rules before) ->
                withTargets(draft.with(new OwnRules(RulesChange.lines(before, own), "")), builds);
            case Reading.Nothing() -> withTargets(draft.with(new OwnRules(List.of("no build would be left: %s and %s are both gone"
                    .formatted(RulesReader.FILE, Rules.BUILDSPEC)), "")), builds);
            case Reading.Understood _ -> withTargets(draft, builds);
        };
    }

    /** The rules as the pull request has them; the target's own where it does not touch them. */
    private Reading ownRules(Draft draft, Facts facts) throws Gone {
        return touchesRules(facts) ? rules(repository(draft.subject()), draft.subject().commit()).reading() : draft.found().reading();
    }

    /** The rules that the pull request began with: what the target changed since is none of its doing. */
    private Reading before(Draft draft, Facts facts) throws Gone {
        String repository = repository(draft.subject());
        Optional<String> base = touchesRules(facts)
                ? repositories.mergeBase(repository, draft.subject().commit(), draft.subject().branch()) : Optional.empty();
        return base.isPresent() ? rules(repository, base.get()).reading() : draft.found().reading();
    }

    private static boolean touchesRules(Facts facts) {
        return !(facts.changes() instanceof Changes.Known(var paths))
                || paths.contains(RulesReader.FILE) || paths.contains(Rules.BUILDSPEC);
    }

    /** The buildspecs that are the target's are handed on as texts, each once: what is built has its own. */
    private Planned withTargets(Draft draft, Plan.Builds builds) throws Gone {
        SortedMap<String, String> texts = new TreeMap<>();
        for (PlannedBuild build : builds.all()) {
            if (build.rule().buildspec() instanceof Buildspec.OfTarget(String path) && !texts.containsKey(path)) {
                String tip = draft.found().commit();
                switch (repositories.file(repository(draft.subject()), tip, path)) {
                    case SourceFile.Present(byte[] content, String _) ->
                        texts.put(path, new String(content, StandardCharsets.UTF_8) + "\n");
                    case SourceFile.Absent() -> {
                        return fitted(draft, new Plan.Refusal("build %s: there is no %s on %s".formatted(
                                build.check(), path, draft.subject().branch())));
                    }
                    case SourceFile.TooLarge() -> {
                        return fitted(draft, new Plan.Refusal("build %s: %s on %s is too large".formatted(
                                build.check(), path, draft.subject().branch())));
                    }
                }
            }
        }
        return fitted(draft.with(texts), builds);
    }

    private static String pullRequest(Subject subject) {
        return subject.trigger() instanceof Trigger.OnPullRequest on ? on.pullRequest().id() : "";
    }

    private static Plan.Rejection rejected(Subject subject, Outlook.Conflict conflict) {
        List<String> shown = conflict.paths().stream().limit(SHOWN_PATHS).toList();
        int more = conflict.paths().size() - shown.size();
        String others = conflict.more() ? " and others" : more > 0 ? " and %d more".formatted(more) : "";
        return new Plan.Rejection("merge conflict with %s%s%s".formatted(subject.branch(),
                shown.isEmpty() ? "" : " in " + String.join(", ", shown), others));
    }

    /** Who made what is built, and what they say of it: of a pull request, its title and description. */
    private Commit change(Subject subject) throws Gone {
        Commit commit = repositories.commit(repository(subject), subject.commit());
        return subject.trigger() instanceof Trigger.OnPullRequest on && !on.pullRequest().title().isEmpty()
                ? new Commit(commit.author(), commit.email(),
                        "%s\n\n%s".formatted(on.pullRequest().title(), on.pullRequest().description()))
                : commit;
    }

    private Facts facts(Subject subject, Reading reading, Commit commit) throws Gone {
        boolean unchanged = subject.trigger() instanceof Trigger.ScheduleSlot slot
                && lastSlots.commit(slot.repository(), slot.schedule()).filter(subject.commit()::equals).isPresent();
        return new Facts(changes(subject), commit, unchanged, isApproved(subject, reading));
    }

    /** Whether somebody else approves what is proposed; asked only where a build depends on it. */
    private boolean isApproved(Subject subject, Reading reading) {
        return subject.trigger() instanceof Trigger.OnPullRequest on && reading instanceof Reading.Understood(Rules rules)
                && rules.builds().stream().flatMap(rule -> rule.on().stream())
                        .anyMatch(occasion -> occasion instanceof Occasion.PullRequest entry && entry.trusted())
                && isApproved(on.pullRequest().id(), on.pullRequest().revision(), on.pullRequest().author());
    }

    /** Whether somebody approves a revision who did not propose it and is none of our own checks. */
    boolean isApproved(String pullRequest, String revision, String author) {
        return pullRequests.approvers(pullRequest, revision).stream()
                .anyMatch(approver -> !approver.equals(author) && !voice.isOurs(approver));
    }

    /** Whether an identity is one of our own checks. */
    boolean isOurs(String arn) {
        return voice.isOurs(arn);
    }

    private Changes changes(Subject subject) throws Gone {
        String repository = repository(subject);
        return switch (subject.trigger()) {
            case Trigger.BranchPushed push when !push.previousCommit().isEmpty() ->
                repositories.changes(repository, push.previousCommit(), push.commit());
            case Trigger.BranchPushed push -> sinceDefault(repository, push.branch(), push.commit());
            case Trigger.TagPushed push when !push.previousCommit().isEmpty() ->
                repositories.changes(repository, push.previousCommit(), subject.commit());
            case Trigger.PullRequestOpened _, Trigger.PullRequestUpdated _, Trigger.ChecksDue _ ->
                since(repository, subject.branch(), subject.commit());
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
