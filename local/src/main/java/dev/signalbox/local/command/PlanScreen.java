package dev.signalbox.local.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;

import dev.signalbox.local.command.Terminal.Tone;
import dev.signalbox.plan.Changes;
import dev.signalbox.plan.Commit;
import dev.signalbox.plan.Plan;
import dev.signalbox.plan.PlannedBuild;
import dev.signalbox.rules.BuildRule;
import dev.signalbox.rules.Buildspec;
import dev.signalbox.rules.RulesReader;
import dev.signalbox.run.Planning.Planned;

/** Shows a plan: what was planned, every build and why it runs or does not, and what runs together. */
final class PlanScreen {

    private static final int WIDTH = 100;
    private static final String RUNS = "runs";
    private static final String RUNS_NOT = "does not run";

    private final Terminal terminal;

    PlanScreen(Terminal terminal) {
        this.terminal = terminal;
    }

    /** What was planned, and from what. */
    void asked(Asked asked, Planned planned, Commit commit, Path path, PlanSource source) {
        terminal.line(terminal.in(Tone.STRONG, planned.subject().trigger().repository()) + "  "
                + terminal.in(Tone.FAINT, Terminal.clean(path.toAbsolutePath().normalize().toString())));
        terminal.line("%s  %s  %s%s".formatted(terminal.in(Tone.STRONG, Terminal.clean(asked.what())),
                Words.shortened(planned.subject().commit()), Terminal.clean(commit.title()),
                terminal.in(Tone.FAINT, ", by " + Terminal.clean(commit.shownAuthor()))));
        List<String> notes = new ArrayList<>(asked.notes());
        source.changes().ifPresent(changes -> notes.add(changed(changes)));
        if (!notes.isEmpty()) {
            show(Tone.FAINT, String.join(" ", notes));
        }
        if (source.workingTree()) {
            show(Tone.UNSURE, "Planned with the working tree's %s.".formatted(RulesReader.FILE));
        }
        if (source.passedOver()) {
            show(Tone.UNSURE, "The working tree's %s differs and was not used; --working-tree uses it.".formatted(RulesReader.FILE));
        }
        terminal.line("");
    }

    void plan(Plan plan) {
        switch (plan) {
            case Plan.Builds builds -> builds(builds);
            case Plan.Refusal(String reason) -> {
                terminal.line(terminal.in(Tone.BAD, "Refused: the run would be errored, and people told."));
                reason.lines().forEach(line -> terminal.line(terminal.in(Tone.BAD, Terminal.clean(line))));
            }
            case Plan.Rejection(String reason) -> {
                terminal.line(terminal.in(Tone.BAD, "Rejected: the run would have failed without a build."));
                reason.lines().forEach(line -> terminal.line(terminal.in(Tone.BAD, Terminal.clean(line))));
            }
            case Plan.Nothing nothing when nothing.reasons().isEmpty() -> nothing(nothing.reason());
            case Plan.Nothing nothing -> {
                reasons(nothing.reasons());
                terminal.line("");
                terminal.line(terminal.in(Tone.UNSURE, "No build runs."));
            }
        }
    }

    void nothing(String reason) {
        terminal.line(terminal.in(Tone.UNSURE, "Nothing is built: %s.".formatted(Terminal.clean(reason))));
    }

    private void builds(Plan.Builds plan) {
        reasons(plan.reasons());
        List<PlannedBuild> all = plan.waves().stream().flatMap(wave -> wave.builds().stream()).toList();
        int name = widest(all.stream().map(PlannedBuild::name));
        int project = widest(all.stream().map(PlannedBuild::project));
        for (int i = 0; i < plan.waves().size(); i++) {
            Plan.Wave wave = plan.waves().get(i);
            terminal.line("");
            terminal.line(terminal.in(Tone.STRONG, "wave " + (i + 1)) + terminal.in(Tone.FAINT, "  " + shape(wave, i)));
            wave.builds().forEach(build -> terminal.line("  %s  %s  %s".formatted(padded(Terminal.clean(build.name()), name),
                    padded(build.project(), project), Terminal.clean(String.join(", ", details(build.rule())))).stripTrailing()));
        }
        if (all.isEmpty()) {
            terminal.line("");
            terminal.line(terminal.in(Tone.UNSURE, "No build runs."));
        }
        if (!plan.groups().isEmpty()) {
            terminal.line("");
        }
        plan.groups().forEach(group -> terminal.line(terminal.in(Tone.STRONG, "group " + group.name())
                + terminal.in(Tone.FAINT, group.cancel() ? "  stops an older run of it" : "  waits for an older run of it")));
    }

    private void reasons(List<Plan.Reason> reasons) {
        int name = widest(reasons.stream().map(Plan.Reason::build));
        int indent = 2 + RUNS_NOT.length() + 2 + name + 2;
        for (Plan.Reason reason : reasons) {
            List<String> why = Words.wrapped(Terminal.clean(reason.reason()), WIDTH - indent);
            terminal.line("  %s  %s  %s".formatted(
                    terminal.in(reason.runs() ? Tone.GOOD : Tone.FAINT, padded(reason.runs() ? RUNS : RUNS_NOT, RUNS_NOT.length())),
                    padded(reason.build(), name), why.getFirst()));
            why.stream().skip(1).forEach(line -> terminal.line(" ".repeat(indent) + line));
        }
    }

    /** @param before how many waves come before it */
    private static String shape(Plan.Wave wave, int before) {
        int builds = wave.builds().size();
        return Words.counted(builds, "build") + (wave.concurrency() < builds ? ", %d at once".formatted(wave.concurrency()) : "")
                + (before == 0 ? "" : ", when the required ones of wave %d have passed".formatted(before));
    }

    /** What sets a build apart. */
    private static List<String> details(BuildRule rule) {
        List<String> details = new ArrayList<>();
        details.add(switch (rule.buildspec()) {
            case Buildspec.Path(String path) -> path.strip();
            case Buildspec.Inline _ -> "buildspec in the file";
            case Buildspec.OfTarget(String path) -> path.strip() + " of the target";
        });
        if (!rule.required()) {
            details.add("not required");
        }
        if (rule.failFast()) {
            details.add("stops its wave when it fails");
        }
        return details;
    }

    private static String changed(Changes changes) {
        return switch (changes) {
            case Changes.Known(SortedSet<String> paths) -> Words.counted(paths.size(), "path") + " changed.";
            case Changes.Unknown(String why) -> "Changed paths are not known: %s.".formatted(why);
        };
    }

    private void show(Tone tone, String text) {
        Words.wrapped(Terminal.clean(text), WIDTH).forEach(line -> terminal.line(terminal.in(tone, line)));
    }

    private static int widest(Stream<String> texts) {
        return texts.mapToInt(String::length).max().orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
