package dev.signalbox.local.command;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.signalbox.plan.Plan;
import dev.signalbox.rules.Reading;
import dev.signalbox.run.Gone;
import dev.signalbox.run.LastSlots;
import dev.signalbox.run.Places;
import dev.signalbox.run.Planning.Planned;
import dev.signalbox.run.Planning;
import dev.signalbox.trigger.Origin;
import dev.signalbox.trigger.Trigger;

@Command(name = "plan", mixinStandardHelpOptions = true,
        description = {"Says what a push, a tag, a pull request, a schedule, a request or an event would build, and why.",
            "Nothing is built, and the repository is not changed. Without more, a push of the branch that is checked out."},
        footer = {"", "Exit status: 0 a plan was made (also of nothing), 1 it was refused, 2 the request was wrong."})
final class PlanCommand implements Callable<Integer> {

    /** Which options go together. */
    private static final List<Set<String>> TOGETHER = List.of(Set.of("--branch", "--since", "--actor"), Set.of("--tag", "--actor"),
            Set.of("--pull-request", "--branch", "--actor"), Set.of("--schedule", "--timezone", "--branch"), Set.of("--event"),
            Set.of("--request", "--branch", "--actor"), Set.of("--request", "--tag", "--actor"));
    private static final Set<String> OF_TRIGGERS = TOGETHER.stream().flatMap(Set::stream).collect(Collectors.toSet());
    private static final Planning.Projects PROJECTS = new Planning.Projects(AccountLine.PROJECT, "signalbox-pull-request");
    /** Stand for what AWS gives to the deployed stack. */
    private static final Places PLACES = new Places("signalbox-artifacts", "arn:aws:kms:us-east-1:123456789012:key/signalbox-artifacts");

    /** Every slot is a schedule's first. */
    private static final LastSlots NOTHING_BUILT_YET = new LastSlots() {

        @Override
        public Optional<String> commit(String repository, String schedule) {
            return Optional.empty();
        }

        @Override
        public void keep(String repository, String schedule, Instant slot, String commit) {
            throw new UnsupportedOperationException("planning builds nothing");
        }
    };

    @Parameters(paramLabel = "PATH", description = "The git repository.")
    private Path path;

    @Option(names = "--branch", paramLabel = "NAME", description = "A push to this branch (default: the one that is checked out).")
    private @Nullable String branch;

    @Option(names = "--since", paramLabel = "COMMIT", description = "Where the branch was before the push (default: where its remote "
            + "has it; without one, or with nothing to push, the commit before its last).")
    private @Nullable String since;

    @Option(names = "--tag", paramLabel = "NAME", description = "A push of this tag; one that is not there is taken to be made at HEAD.")
    private @Nullable String tag;

    @Option(names = "--pull-request", paramLabel = "TARGET", description = "A pull request of the branch into TARGET.")
    private @Nullable String target;

    @Option(names = "--schedule", paramLabel = "WHEN", description = "A schedule of the rules, such as 'cron(0 3 ? * MON-FRI *)'.")
    private @Nullable String schedule;

    @Option(names = "--timezone", paramLabel = "ZONE", description = "Tells schedules of the same expression apart, as --branch does.")
    private @Nullable String timezone;

    @Option(names = "--request", paramLabel = "BUILDS", arity = "0..1", split = ",", fallbackValue = "",
            description = "A request by hand, for builds by name or those that the branch or tag leads to.")
    private @Nullable List<String> request;

    @Option(names = "--event", paramLabel = "FILE", description = "An event of the repository, as EventBridge delivers it.")
    private @Nullable Path event;

    @Option(names = "--actor", paramLabel = "WHO", defaultValue = "", description = "Who does it: an ARN, or its end, such as user/ada.")
    private String actor = "";

    @Option(names = "--default-branch", paramLabel = "NAME",
            description = "The repository's default branch (default: origin's; else main or master).")
    private @Nullable String defaultBranch;

    @Option(names = "--working-tree", description = "Plan with the rules file as it lies in the folder, not the commit's.")
    private boolean workingTree;

    @Option(names = "--json", description = "Print the input of the run that would start.")
    private boolean json;

    @Mixin
    private AccountLine account;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        requireTogether();
        try (GitFolder folder = GitFolder.at(path, Optional.ofNullable(defaultBranch))) {
            if (workingTree && folder.isBare()) {
                throw new WrongRequest("--working-tree: %s is a bare repository.".formatted(path));
            }
            PlanSource source = new PlanSource(folder, workingTree);
            Planning planning = new Planning(source, folder.merges(), new NoPullRequests(), new Mute(),
                    NOTHING_BUILT_YET, account::account, PROJECTS, PLACES);
            Optional<Asked> asked = event == null ? Optional.of(asked(folder, planning)) : new AskedByEvent(folder).read(event);
            return asked.isPresent() ? show(asked.get(), folder, source, planning) : nothing();
        } catch (Gone gone) {
            throw new WrongRequest("Nothing can be planned: " + gone.getMessage() + ".");
        }
    }

    private void requireTogether() {
        List<String> given = spec.commandLine().getParseResult().matchedOptions().stream().map(OptionSpec::longestName)
                .filter(OF_TRIGGERS::contains).toList();
        if (TOGETHER.stream().noneMatch(set -> set.containsAll(given))) {
            throw new WrongRequest("%s cannot go together.".formatted(String.join(" and ", given)));
        }
        if (timezone != null && schedule == null) {
            throw new WrongRequest("--timezone goes with --schedule.");
        }
    }

    private Asked asked(GitFolder folder, Planning planning) throws Gone {
        AskedByWords asked = new AskedByWords(folder, Instant.now(), arn(actor));
        if (request != null) {
            return asked.request(Optional.ofNullable(tag), tag == null ? branch(folder) : "",
                    request.stream().filter(name -> !name.isEmpty()).toList());
        }
        if (schedule != null) {
            return scheduled(schedule, asked, folder, planning);
        }
        if (tag != null) {
            return asked.tag(tag);
        }
        return target == null ? asked.push(branch(folder), Optional.ofNullable(since)) : asked.pullRequest(branch(folder), target);
    }

    /** The rules say which schedules there are: those of the default branch, as any slot finds them. */
    private Asked scheduled(String expression, AskedByWords asked, GitFolder folder, Planning planning) throws Gone {
        Trigger.ScheduleSlot any = new Trigger.ScheduleSlot(new Origin("plan", Instant.EPOCH, ""), folder.name(), "plan",
                expression, "UTC", "", Instant.EPOCH);
        return planning.plan(any).reading() instanceof Reading.Understood(var rules)
                ? asked.schedule(rules, expression, Optional.ofNullable(timezone), Optional.ofNullable(branch)) : new Asked(any, List.of());
    }

    private String branch(GitFolder folder) {
        return branch == null ? folder.checkedOut().orElseThrow(() ->
                new WrongRequest(path + " has no branch checked out. Name one with --branch.")) : branch;
    }

    private static String arn(String actor) {
        return actor.isEmpty() || actor.startsWith("arn:") ? actor : "arn:aws:iam::123456789012:" + actor;
    }

    private int show(Asked asked, GitFolder folder, PlanSource source, Planning planning) throws Gone {
        Planned planned = asked.trigger() instanceof Trigger.ScheduleSlot slot && asked.wholeAccount()
                ? planning.planForAccount(slot) : planning.plan(asked.trigger());
        if (json) {
            print(PlanDocument.of(planned));
        } else {
            screen().asked(asked, planned, folder.commit("", planned.subject().commit()), path, source);
            screen().plan(planned.plan());
        }
        return planned.plan() instanceof Plan.Refusal || planned.plan() instanceof Plan.Rejection ? 1 : 0;
    }

    private int nothing() {
        String reason = "events of this kind lead to no build";
        if (json) {
            print(PlanDocument.ofNothing(reason, List.of()));
        } else {
            screen().nothing(reason);
        }
        return 0;
    }

    private PlanScreen screen() {
        return new PlanScreen(Terminal.ofThisProcess(spec.commandLine().getOut()));
    }

    private void print(JsonNode document) {
        spec.commandLine().getOut().println(document.toPrettyString());
    }
}
