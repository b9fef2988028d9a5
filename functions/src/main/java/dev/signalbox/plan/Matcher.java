package dev.signalbox.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.signalbox.rules.BuildRule;
import dev.signalbox.rules.Callers;
import dev.signalbox.rules.Effort;
import dev.signalbox.rules.Filters;
import dev.signalbox.rules.Occasion;
import dev.signalbox.rules.Patterns;
import dev.signalbox.rules.When;
import dev.signalbox.rules.When.Kind;
import dev.signalbox.trigger.Trigger;

/** Says of each build of a rules file whether a subject leads to it. */
final class Matcher {

    private static final String TOO_MUCH = "there is too much to compare";

    private final Subject subject;
    private final Facts facts;
    /** Files of many builds repeat their patterns, and paths may be many. */
    private final Map<Patterns, Optional<String>> touched = new HashMap<>();
    private final Effort effort = Effort.ofAPlan();

    Matcher(Subject subject, Facts facts) {
        this.subject = subject;
        this.facts = facts;
    }

    Match match(BuildRule build) {
        if (subject.trigger() instanceof Trigger.Requested request && !request.builds().isEmpty()) {
            return request.builds().contains(build.name()) ? new Match.Yes("requested by name") : new Match.No("not requested");
        }
        if (isAsked() && !asked().contains(build.name())) {
            return new Match.No("not asked for");
        }
        if (facts.left().get(build.name()) instanceof String pullRequest) {
            return new Match.No("left to pull request %s, which is open for this branch".formatted(pullRequest));
        }
        if (against(build.when()) instanceof Match.No no) {
            return no;
        }
        Set<String> why = new LinkedHashSet<>();
        Set<String> untouched = new LinkedHashSet<>();
        for (Occasion occasion : build.on()) {
            Match match = on(occasion);
            if (match instanceof Match.Yes(String reason, _)) {
                return new Match.Yes(reason, occasion instanceof Occasion.PullRequest entry ? entry : null);
            }
            why.add(match.why());
            if (match instanceof Match.Untouched(_, String reason)) {
                untouched.add(reason);
            }
        }
        return untouched.isEmpty() ? new Match.No(String.join("; ", why))
                : new Match.Untouched(String.join("; ", why), String.join("; ", untouched));
    }

    /** The builds that somebody asked for on a pull request, which runs them whatever changed. */
    private List<String> asked() {
        return subject.trigger() instanceof Trigger.ChecksDue due ? due.builds() : List.of();
    }

    private boolean isAsked() {
        return !asked().isEmpty();
    }

    private Match against(When when) {
        if (!when.triggers().isEmpty() && !when.triggers().contains(subject.kind())) {
            return new Match.No("its 'when' does not name " + subject.kind().word());
        }
        return meant(when.branches()) ? new Match.Yes("")
                : new Match.No("its 'when' wants %s, not %s".formatted(named("branch", when.branches()), place()));
    }

    private Match on(Occasion occasion) {
        return switch (occasion) {
            case Occasion.Push push -> push(push);
            case Occasion.Tag tag -> tag(tag);
            case Occasion.PullRequest pullRequest -> pullRequest(pullRequest);
            case Occasion.Schedule schedule -> schedule(schedule);
            case Occasion.Manual _ -> subject.kind() == Kind.MANUAL ? new Match.Yes("requested") : new Match.No("runs on request only");
        };
    }

    private Match push(Occasion.Push push) {
        boolean asked = subject.kind() == Kind.MANUAL && subject.tag().isEmpty() || subject.wholeAccount();
        if (subject.kind() != Kind.PUSH && !asked) {
            return new Match.No("runs on pushes to " + named("branch", push.branches()));
        }
        if (!meant(push.branches())) {
            return new Match.No(subject.branch().isEmpty()
                    ? "commit %s was requested without a branch, which must match %s".formatted(subject.commit(), push.branches())
                    : "branch %s does not match %s".formatted(subject.branch(), push.branches()));
        }
        return asked ? new Match.Yes(requested()) : filtered(push.filters(), "message", "push to " + subject.branch());
    }

    private Match tag(Occasion.Tag tag) {
        if (subject.tag().isEmpty()) {
            return new Match.No("runs on " + named("tag", tag.tags()));
        }
        if (!tag.tags().matches(subject.tag())) {
            return new Match.No("tag %s does not match %s".formatted(subject.tag(), tag.tags()));
        }
        return subject.kind() == Kind.MANUAL ? new Match.Yes(requested()) : filtered(tag.filters(), "message", "tag " + subject.tag());
    }

    private Match pullRequest(Occasion.PullRequest wanted) {
        if (!(subject.trigger() instanceof Trigger.OnPullRequest trigger)) {
            return new Match.No("runs on pull requests into " + named("branch", wanted.targets()));
        }
        if (!wanted.targets().matches(subject.branch())) {
            return new Match.No("target %s does not match %s".formatted(subject.branch(), wanted.targets()));
        }
        String source = Names.branch(trigger.pullRequest().source());
        if (!wanted.sources().matches(source)) {
            return new Match.No("source %s does not match %s".formatted(source, wanted.sources()));
        }
        return filtered(wanted.filters(), "title", "pull request %s into %s".formatted(trigger.pullRequest().id(), subject.branch()));
    }

    private Match schedule(Occasion.Schedule schedule) {
        if (!subject.isSlotOf(schedule)) {
            return new Match.No("runs at %s %s".formatted(schedule.expression(), schedule.timezone()));
        }
        return schedule.unlessUnchanged() && facts.unchanged()
                ? new Match.No("unchanged: commit %s was built by this schedule the last time".formatted(subject.commit()))
                : new Match.Yes("schedule %s %s".formatted(schedule.expression(), schedule.timezone()));
    }

    private Match filtered(Filters filters, String text, String why) {
        List<String> wrong = new ArrayList<>();
        List<String> unseen = new ArrayList<>(List.of(why));
        facts.commit().ifPresent(commit -> {
            if (!filters.authors().matchesLines("%s <%s>\n%s".formatted(commit.shownAuthor(), commit.email(), commit.email()))) {
                wrong.add("author %s does not match %s".formatted(commit.shownAuthor(), filters.authors()));
            }
            try {
                if (!filters.messages().matchesLines(commit.comparedMessage(), effort)) {
                    wrong.add("the %s does not match %s".formatted(text, filters.messages()));
                }
            } catch (Effort.Spent spent) {
                unseen.add("its %ss are not looked at: %s".formatted(text, TOO_MUCH));
            }
        });
        String actor = Callers.name(actor());
        if (!filters.actors().matches(actor)) {
            wrong.add("actor %s does not match %s".formatted(actor.isEmpty() ? "unknown" : actor, filters.actors()));
        }
        if (!wrong.isEmpty()) {
            return new Match.No(String.join("; ", wrong));
        }
        return isAsked() || filters.paths().equals(Patterns.EVERYTHING) ? new Match.Yes(String.join("; ", unseen))
                : touching(filters.paths(), String.join("; ", unseen));
    }

    /** Who caused it: of a pull request its author, since whoever approves it or comments on it changes nothing of it. */
    private String actor() {
        return subject.trigger() instanceof Trigger.OnPullRequest on ? on.pullRequest().author() : subject.trigger().origin().actor();
    }

    private Match touching(Patterns wanted, String why) {
        try {
            return switch (facts.changes()) {
                case Changes.Unknown(String unknown) -> new Match.Yes("%s; its paths are not looked at: %s".formatted(why, unknown));
                case Changes.Known(var paths) -> touched.computeIfAbsent(wanted, patterns -> patterns.firstOf(paths, effort))
                        .<Match>map(path -> new Match.Yes("%s; %s matches %s".formatted(why, path, wanted)))
                        .orElseGet(() -> untouched("no changed path matches " + wanted));
            };
        } catch (Effort.Spent spent) {
            return new Match.Yes("%s; its paths are not looked at: %s".formatted(why, TOO_MUCH));
        }
    }

    private static Match untouched(String why) {
        return new Match.Untouched(why, why);
    }

    /** Whether the branch that is built is meant; what is on no branch is meant where every branch is. */
    private boolean meant(Patterns branches) {
        return branches.equals(Patterns.EVERYTHING) || !subject.branch().isEmpty() && branches.matches(subject.branch());
    }

    private String requested() {
        return (subject.kind() == Kind.MANUAL ? "requested for " : "the account's schedule, for ") + place();
    }

    private String place() {
        if (!subject.tag().isEmpty()) {
            return "tag " + subject.tag();
        }
        return subject.branch().isEmpty() ? "commit " + subject.commit() : "branch " + subject.branch();
    }

    private static String named(String what, Patterns patterns) {
        return patterns.equals(Patterns.EVERYTHING) ? "every " + what : what + " " + patterns;
    }
}
