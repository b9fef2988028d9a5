package dev.signalbox.local.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.signalbox.rules.BuildRule;
import dev.signalbox.rules.Nearest;
import dev.signalbox.rules.Occasion;
import dev.signalbox.rules.Patterns;
import dev.signalbox.rules.Reading;
import dev.signalbox.rules.RulesReader;
import dev.signalbox.rules.When;

/** Holds checks against the rules of a branch. A check that nobody votes for keeps every pull request from being merged. */
final class ChecksInRules {

    private final Reading rules;
    private final String branch;

    /** @param rules those of the branch, which decide for every pull request into it */
    ChecksInRules(Reading rules, String branch) {
        this.rules = rules;
        this.branch = branch;
    }

    /** What people should know before they rely on these checks, each a sentence or two; empty when all is well. */
    List<String> doubts(List<String> checks) {
        return switch (rules) {
            case Reading.Nothing() -> List.of(("%s has no %s and no buildspec.yml: nothing is built for pull requests into it, so nobody "
                    + "votes and none can be merged.").formatted(branch, RulesReader.FILE));
            case Reading.Broken broken -> List.of(
                    "The rules on %s are broken, so nobody votes and no pull request into it can be merged: %s"
                    .formatted(branch, broken.problems().getFirst()));
            case Reading.Understood(var understood) -> doubts(checks, understood.builds());
        };
    }

    private List<String> doubts(List<String> checks, List<BuildRule> builds) {
        List<String> doubts = new ArrayList<>();
        List<String> names = builds.stream().map(BuildRule::name).toList();
        List<String> voting = builds.stream().filter(build -> build.required() && runs(build)).map(BuildRule::name).toList();
        for (String check : checks) {
            builds.stream().filter(build -> build.name().equals(check)).findFirst().map(this::doubt)
                    .orElseGet(() -> Optional.of(unknown(check, names))).ifPresent(doubts::add);
        }
        voting.stream().filter(name -> !checks.contains(name)).forEach(name -> doubts.add(
                "%s is required by the rules on %s, too. Without it among the checks, a pull request can be merged before it passed."
                        .formatted(name, branch)));
        return doubts;
    }

    private String unknown(String check, List<String> names) {
        return "The rules on %s have no build named %s: nobody votes for it, and no pull request can be merged.%s".formatted(
                branch, check, Nearest.to(check, names).map(" Did you mean %s?"::formatted).orElse(""));
    }

    private Optional<String> doubt(BuildRule build) {
        if (!runs(build)) {
            return Optional.of("%s runs on no pull request into %s: nobody votes for it, and none can be merged.".formatted(
                    build.name(), branch));
        }
        if (!build.required()) {
            return Optional.of(("%s is not required by the rules on %s (required: false), so nobody votes for it, and no pull request "
                    + "can be merged.").formatted(build.name(), branch));
        }
        return occasions(build).stream().anyMatch(ChecksInRules::isForAll) ? Optional.empty()
                : Optional.of(("%s runs only on some pull requests into %s (sources, authors, actors or titles). Nobody votes for it on "
                        + "the others, and they cannot be merged.").formatted(build.name(), branch));
    }

    private boolean runs(BuildRule build) {
        return (build.when().triggers().isEmpty() || build.when().triggers().contains(When.Kind.PULL_REQUEST))
                && build.when().branches().matches(branch) && !occasions(build).isEmpty();
    }

    private List<Occasion.PullRequest> occasions(BuildRule build) {
        return build.on().stream().filter(Occasion.PullRequest.class::isInstance).map(Occasion.PullRequest.class::cast)
                .filter(occasion -> occasion.targets().matches(branch)).toList();
    }

    /** Paths may leave a check out: then it is not needed, and votes. */
    private static boolean isForAll(Occasion.PullRequest occasion) {
        return List.of(occasion.sources(), occasion.filters().authors(), occasion.filters().actors(), occasion.filters().messages())
                .stream().allMatch(Patterns.EVERYTHING::equals);
    }
}
