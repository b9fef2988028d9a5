package dev.signalbox.local.command;

import java.util.List;

import dev.signalbox.local.command.Protection.Step;
import dev.signalbox.local.command.Terminal.Tone;

/** Shows what became of a branch's approval rules, and what is left to do. */
final class ProtectScreen {

    private static final int WIDTH = 100;
    private static final int WIDEST = "would be taken away".length();

    private final Terminal terminal;
    private final boolean dryRun;

    /** @param dryRun whether nothing was done */
    ProtectScreen(Terminal terminal, boolean dryRun) {
        this.terminal = terminal;
        this.dryRun = dryRun;
    }

    void steps(String repository, String branch, List<Step> steps) {
        terminal.line(terminal.in(Tone.STRONG, repository) + "  pull requests into " + Terminal.clean(branch));
        if (!steps.isEmpty()) {
            terminal.line("");
        }
        steps.forEach(this::step);
        if (steps.stream().allMatch(Step.InForce.class::isInstance)) {
            paragraph(Tone.PLAIN, "Nothing to change.");
        } else if (dryRun) {
            paragraph(Tone.PLAIN, "Nothing was changed (--dry-run).");
        }
    }

    void doubts(List<String> doubts) {
        doubts.forEach(doubt -> paragraph(Tone.UNSURE, "Warning: " + doubt));
    }

    /** @param policyArn of the policy that keeps people from going around */
    void next(String policyArn) {
        paragraph(Tone.PLAIN, "These rules are on every pull request that is opened from now on. CodeCommit adds none to one that is open "
                + "already.");
        paragraph(Tone.PLAIN, "They hold back merges, not pushes. Give who works on the branch the policy that does, each group or role "
                + "once:");
        terminal.line("");
        terminal.line("  aws iam attach-group-policy --group-name GROUP --policy-arn " + policyArn);
    }

    private void step(Step step) {
        switch (step) {
            case Step.InForce(CheckTemplate template) -> line(Tone.FAINT, "in force", template.name(), "");
            case Step.Make(CheckTemplate template) -> line(Tone.GOOD, done("made"), template.name(), "");
            case Step.Apply(CheckTemplate template) -> line(Tone.GOOD, done("applied"), template.name(), "");
            case Step.PutRight(CheckTemplate template, var _) ->
                    line(Tone.UNSURE, done("put right"), template.name(), "it asked for something else");
            case Step.TakeAway(CheckTemplate _, String name, boolean deleted) ->
                    line(Tone.BAD, done("taken away"), name, deleted ? "" : "other repositories keep it");
        }
    }

    private void line(Tone tone, String what, String name, String note) {
        String padded = what + " ".repeat(Math.max(0, (dryRun ? WIDEST : "taken away".length()) - what.length()));
        terminal.line("  %s  %s%s".formatted(
                terminal.in(tone, padded), name, note.isEmpty() ? "" : terminal.in(Tone.FAINT, "  (" + note + ")")));
    }

    private String done(String what) {
        return dryRun ? "would be " + what : what;
    }

    private void paragraph(Tone tone, String text) {
        terminal.line("");
        Words.wrapped(Terminal.clean(text), WIDTH).forEach(line -> terminal.line(terminal.in(tone, line)));
    }
}
