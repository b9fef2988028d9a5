package dev.signalbox.local.command;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.signalbox.rules.Occasion;
import dev.signalbox.rules.Rules;
import dev.signalbox.trigger.Origin;
import dev.signalbox.trigger.PullRequest;
import dev.signalbox.trigger.Shapes;
import dev.signalbox.trigger.Trigger;

/** Triggers as the words of the command line describe them. */
final class AskedByWords {

    private static final String BRANCHES = "refs/heads/";
    /** Stands where AWS would give a name. */
    private static final String NAME = "plan";

    private final GitFolder folder;
    private final Origin origin;

    /** @param actor the ARN of who is taken to have done it; empty: nobody knows */
    AskedByWords(GitFolder folder, Instant now, String actor) {
        this.folder = folder;
        origin = new Origin(NAME, now, actor);
    }

    /** @param since a revision; empty: where the branch's remote has it, or before its last commit */
    Asked push(String branch, Optional<String> since) {
        String commit = tip(branch);
        List<String> notes = new ArrayList<>();
        String before = since.isPresent() ? given(since.get(), notes) : before(branch, commit, notes);
        return new Asked(new Trigger.BranchPushed(origin, folder.name(), branch, commit, before), notes);
    }

    Asked tag(String tag) {
        require(tag);
        List<String> notes = new ArrayList<>();
        String commit = folder.tag(tag).orElseGet(() -> {
            notes.add("There is no tag %s yet: planned as if it were made at HEAD.".formatted(tag));
            return head();
        });
        return new Asked(new Trigger.TagPushed(origin, folder.name(), tag, commit, ""), notes);
    }

    Asked pullRequest(String source, String target) {
        String commit = tip(source);
        tip(target);
        return new Asked(new Trigger.PullRequestOpened(origin,
                new PullRequest("1", folder.name(), BRANCHES + source, commit, BRANCHES + target, "", origin.actor(), "", "")), List.of());
    }

    /** @param builds their names; empty: those that the reference leads to */
    Asked request(Optional<String> tag, String branch, List<String> builds) {
        if (tag.isPresent()) {
            Asked tagged = tag(tag.get());
            return new Asked(new Trigger.Requested(origin, folder.name(), "", tag.get(), tagged.trigger().commit(), builds,
                    new TreeMap<>(), 1), tagged.notes());
        }
        return new Asked(new Trigger.Requested(origin, folder.name(), branch, "", tip(branch), builds, new TreeMap<>(), 1), List.of());
    }

    /**
     * One of the rules' own schedules.
     *
     * @param expression with or without {@code cron(...)} around it
     * @param branch tells schedules of the same expression apart, as the time zone does
     */
    Asked schedule(Rules rules, String expression, Optional<String> timezone, Optional<String> branch) {
        List<Occasion.Schedule> all = rules.builds().stream().flatMap(build -> build.on().stream())
                .filter(Occasion.Schedule.class::isInstance).map(Occasion.Schedule.class::cast).toList();
        List<Trigger.ScheduleSlot> meant = all.stream()
                .filter(one -> one.expression().equals(expression) || inside(one.expression()).equals(expression))
                .filter(one -> timezone.isEmpty() || one.timezone().equals(timezone.get()))
                .filter(one -> branch.isEmpty() || one.branch().equals(branch.get()))
                .map(one -> new Trigger.ScheduleSlot(origin, folder.name(), NAME, one.expression(), one.timezone(), one.branch(),
                        origin.at()))
                .distinct().toList();
        if (meant.isEmpty()) {
            String there = all.stream().map(AskedByWords::shown).distinct().collect(Collectors.joining(", "));
            throw new WrongRequest("No build has the schedule %s. %s".formatted(expression,
                    there.isEmpty() ? "The rules have none." : "The rules have: " + there));
        }
        if (meant.size() > 1) {
            throw new WrongRequest("The rules have several of that schedule; say which by --timezone or --branch: " + all.stream()
                    .filter(one -> one.expression().equals(meant.getFirst().expression())).map(AskedByWords::shown).distinct()
                    .collect(Collectors.joining(", ")));
        }
        return new Asked(meant.getFirst(), List.of());
    }

    private static String shown(Occasion.Schedule schedule) {
        return "%s %s%s".formatted(schedule.expression(), schedule.timezone(),
                schedule.branch().isEmpty() ? "" : " of " + schedule.branch());
    }

    private static String inside(String expression) {
        return expression.substring(expression.indexOf('(') + 1, expression.length() - 1);
    }

    private String given(String since, List<String> notes) {
        String commit = folder.revision(since).orElseThrow(() -> new WrongRequest("There is no commit " + since + "."));
        notes.add("Compared with %s, as asked for.".formatted(Words.shortened(commit)));
        return commit;
    }

    /** What a push would push now; where nothing is left to push, or no remote is known, the last commit. */
    private String before(String branch, String commit, List<String> notes) {
        Optional<String> pushed = folder.pushed(branch).filter(tip -> !tip.equals(commit));
        if (pushed.isPresent()) {
            notes.add("Compared with %s, where %s has %s.".formatted(Words.shortened(pushed.get()), folder.remote(branch), branch));
            return pushed.get();
        }
        if (folder.pushed(branch).isEmpty() && folder.knowsRemoteOf(branch)) {
            notes.add("%s has no %s yet: planned as a new branch.".formatted(folder.remote(branch), branch));
            return "";
        }
        Optional<String> parent = folder.parent(commit);
        notes.add(parent.map(before -> "Compared with %s, the commit before it.".formatted(Words.shortened(before)))
                .orElse("It is the first commit: planned as a new branch."));
        return parent.orElse("");
    }

    private String tip(String branch) {
        require(branch);
        return folder.branch(branch).orElseThrow(() -> folder.noBranch(branch));
    }

    private String head() {
        return folder.head().orElseThrow(() -> new WrongRequest("Nothing is checked out, so there is no HEAD."));
    }

    private static void require(String name) {
        if (!Shapes.NAME.matcher(name).matches()) {
            throw new WrongRequest("%s is no name of a branch or tag.".formatted(Terminal.clean(name)));
        }
    }
}
