package dev.signalbox.local.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.signalbox.local.command.ApprovalTemplates.Kept;

/** Brings the approval rule templates of one repository and branch to what was asked for: one for each check, none for any other. */
final class Protection {

    /** One thing that is there, or to be done. */
    sealed interface Step {

        CheckTemplate template();

        /** Nothing is to be done. */
        record InForce(CheckTemplate template) implements Step { }

        /** The template is not there. */
        record Make(CheckTemplate template) implements Step { }

        /** The template is there, and the repository does not have it. */
        record Apply(CheckTemplate template) implements Step { }

        /** The template asks for something else: somebody changed it, or the stack's role is another. */
        record PutRight(CheckTemplate template, Kept kept) implements Step { }

        /**
         * The check is not asked for.
         *
         * @param deleted whether the template goes, since no other repository has it
         */
        record TakeAway(CheckTemplate template, String name, boolean deleted) implements Step { }
    }

    private final ApprovalTemplates templates;
    private final VotingRole role;
    private final String repository;

    Protection(ApprovalTemplates templates, VotingRole role, String repository) {
        this.templates = templates;
        this.role = role;
        this.repository = repository;
    }

    /**
     * What it takes; nothing is changed.
     *
     * @param wanted one for each check
     * @throws WrongRequest when a template of somebody else has a name that is needed, or a repository cannot have so many
     */
    List<Step> plan(String stack, String branch, List<CheckTemplate> wanted) {
        List<Kept> before = templates.of(repository);
        List<Step> steps = new ArrayList<>();
        for (CheckTemplate template : wanted) {
            Optional<Kept> kept = templates.named(template.name());
            kept.filter(found -> found.purpose().filter(template::equals).isEmpty()).ifPresent(foreign -> {
                throw new WrongRequest(("There is an approval rule template '%s' that this command did not make. Rename or delete it, "
                        + "then ask again.").formatted(foreign.name()));
            });
            if (kept.isEmpty()) {
                steps.add(new Step.Make(template));
                continue;
            }
            boolean right = kept.get().content().equals(template.content(role));
            boolean applied = before.stream().anyMatch(found -> found.name().equals(template.name()));
            if (!right) {
                steps.add(new Step.PutRight(template, kept.get()));
            }
            if (!applied) {
                steps.add(new Step.Apply(template));
            }
            if (right && applied) {
                steps.add(new Step.InForce(template));
            }
        }
        for (Kept kept : before) {
            kept.purpose().filter(made -> made.stack().equals(stack) && made.branch().equals(branch) && !wanted.contains(made))
                    .ifPresent(made -> steps.add(new Step.TakeAway(made, kept.name(), !templates.hasOthers(kept.name(), repository))));
        }
        requireRoom(before.size(), steps);
        return steps;
    }

    /** Names of templates of others whose rules on pull requests into the branch a check's vote would count for, too. */
    List<String> countingChecks(CheckTemplate check) {
        return templates.of(repository).stream().filter(kept -> kept.purpose().isEmpty())
                .filter(kept -> kept.counts(check.branch(), role.session(check.check()))).map(Kept::name).toList();
    }

    /** What comes is made before what goes is taken away, so that the branch is never less protected than before or after. */
    void carryOut(List<Step> steps) {
        steps.forEach(step -> {
            switch (step) {
                case Step.InForce _ -> { }
                case Step.Make(CheckTemplate template) -> {
                    templates.make(template, role);
                    templates.apply(template.name(), repository);
                }
                case Step.Apply(CheckTemplate template) -> templates.apply(template.name(), repository);
                case Step.PutRight(CheckTemplate template, Kept kept) -> templates.putRight(kept, template, role);
                case Step.TakeAway(CheckTemplate _, String name, boolean deleted) -> {
                    templates.takeAway(name, repository);
                    if (deleted) {
                        templates.delete(name);
                    }
                }
            }
        });
    }

    private void requireRoom(int before, List<Step> steps) {
        long more = steps.stream().filter(step -> step instanceof Step.Make || step instanceof Step.Apply).count();
        if (more > 0 && before + more > ApprovalTemplates.MOST_OF_A_REPOSITORY) {
            throw new WrongRequest(("%s has %s, and CodeCommit takes %d a repository: no room for %d more. "
                    + "--remove takes away those of this branch.").formatted(
                            repository, Words.counted(before, "approval rule template"), ApprovalTemplates.MOST_OF_A_REPOSITORY, more));
        }
    }
}
