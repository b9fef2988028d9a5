package dev.signalbox.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.signalbox.pullrequest.Board;
import dev.signalbox.pullrequest.Check;
import dev.signalbox.pullrequest.Command;
import dev.signalbox.pullrequest.Noticeboard;
import dev.signalbox.pullrequest.PullRequests;
import dev.signalbox.pullrequest.Voice;
import dev.signalbox.rules.Callers;
import dev.signalbox.rules.Rules;
import dev.signalbox.trigger.Trigger;

/**
 * Does what people ask for in comments. Who asks is the caller that the event names, never what a text says. Each command is answered
 * in our own comment; a comment that comes twice is acted on and answered once.
 */
public final class Commands {

    private static final String HELP = "/test NAME or /test all runs checks, /retest those that did not pass, /cancel stops them, "
            + "/skip NAME reason lets one count as passed (for those that the rules name)";

    private final PullRequests pullRequests;
    private final Noticeboard noticeboard;
    private final Voice voice;
    private final PullRequestRuns runs;
    private final Planning planning;

    public Commands(PullRequests pullRequests, Noticeboard noticeboard, Voice voice, PullRequestRuns runs, Planning planning) {
        this.pullRequests = pullRequests;
        this.noticeboard = noticeboard;
        this.voice = voice;
        this.runs = runs;
        this.planning = planning;
    }

    Decision of(Trigger.CommentOnPullRequest comment) throws Gone, StartRefused {
        String what = "comment on pull request " + comment.pullRequest();
        if (comment.edited()) {
            return Decision.ignored(comment, what + ": edits ask for nothing");
        }
        if (voice.isOurs(comment.origin().actor())) {
            return Decision.ignored(comment, what + ": it is our own");
        }
        List<Command> commands = pullRequests.comment(comment.comment()).map(said -> Command.in(said.text())).orElse(List.of());
        if (commands.isEmpty()) {
            return Decision.ignored(comment, what + ": there is no command in it");
        }
        Optional<PullRequests.State> now = pullRequests.state(comment.pullRequest());
        if (now.isEmpty() || !now.get().open()) {
            Decision closed = Decision.ignored(comment, what + ": the pull request is closed");
            return now.isEmpty() ? closed : runs.settled(comment, now.get(), closed);
        }
        List<Decision> decisions = new ArrayList<>();
        for (Command command : commands) {
            decisions.add(act(comment, now.get(), command, comment.comment() + "/" + decisions.size()));
        }
        return Decision.all(decisions);
    }

    private Decision act(Trigger.CommentOnPullRequest comment, PullRequests.State now, Command command, String key)
            throws Gone, StartRefused {
        Board board = noticeboard.board(now.repository(), now.id());
        return switch (command) {
            case Command.Help() -> answer(comment, now, key, HELP);
            case Command.Unknown(String word) -> answer(comment, now, key, "/%s is no command: %s".formatted(word, HELP));
            case Command.More() -> answer(comment, now, key, "only the first %d commands of a comment are read".formatted(Command.MOST));
            case Command.Incomplete(String word) -> answer(comment, now, key, word.equals("skip")
                    ? "/skip wants the name of a check and a reason" : "/test wants the name of a check, or all");
            case Command.TestAll() -> run(comment, now, key, "/test all", List.of());
            case Command.Test(List<String> names) -> {
                List<String> unknown = names.stream().filter(name -> checks(board, List.of(name)).isEmpty()).toList();
                yield unknown.isEmpty() || board.checks().isEmpty()
                        ? run(comment, now, key, "/test", board.checks().isEmpty() ? names : checks(board, names))
                        : answer(comment, now, key, noCheck(board, unknown.getFirst()));
            }
            case Command.Retest() -> {
                List<String> again = checks(board, board.toRetest());
                yield again.isEmpty() && board.ruling() == null && board.isOf(now.revision().id()) && !board.checks().isEmpty()
                        && !board.asked().containsKey(key)
                        ? answer(comment, now, key, "/retest: every check passed; /test all runs them all again")
                        : run(comment, now, key, "/retest", again);
            }
            case Command.Cancel() -> cancel(comment, now, key, board);
            case Command.Skip(String name, String reason) -> skip(comment, now, key, board, name, reason);
        };
    }

    /** The checks that names of checks and of cells mean. */
    private static List<String> checks(Board board, List<String> names) {
        return board.checks().stream().filter(check -> names.contains(check.name()) || names.contains(check.check()))
                .map(Check::check).distinct().toList();
    }

    private static String noCheck(Board board, String name) {
        return "no check is named %s here: there is %s".formatted(name,
                board.checks().stream().map(Check::check).distinct().collect(Collectors.joining(", ")));
    }

    private Decision run(Trigger.CommentOnPullRequest comment, PullRequests.State now, String key, String command, List<String> builds)
            throws Gone, StartRefused {
        if (isOutdated(comment, now)) {
            return runs.settled(comment, now,
                    answer(comment, now, key, command + " was about an older commit, which is not the newest any more"));
        }
        Decision decision = runs.again(comment, now, builds, key);
        boolean runs = decision.kind() != Decision.Kind.IGNORED;
        String what = !runs ? decision.reason() : builds.isEmpty() ? "all checks run again"
                : builds.size() == 1 ? "%s runs again".formatted(builds.getFirst()) : "%d checks run again".formatted(builds.size());
        answer(comment, now, key, "%s by %s: %s".formatted(command, by(comment), what));
        return decision;
    }

    private Decision cancel(Trigger.CommentOnPullRequest comment, PullRequests.State now, String key, Board board)
            throws Gone, StartRefused {
        if (board.isAnswered(key)) {
            return runs.settled(comment, now, Decision.ignored(comment, "the command was acted on before"));
        }
        if (isOutdated(comment, now)) {
            return answer(comment, now, key, "/cancel was about an older commit, which is not the newest any more");
        }
        List<RunId> stopped = runs.stop(now.repository(), now.id(), "Cancelled by %s.".formatted(by(comment)));
        String what = stopped.isEmpty() ? "nothing was running" : "what was running is stopped";
        Decision answered = answer(comment, now, key, "/cancel by %s: %s".formatted(by(comment), what));
        return stopped.isEmpty() ? answered : Decision.stopped(comment, what + Starts.named("stopped", stopped));
    }

    private Decision skip(Trigger.CommentOnPullRequest comment, PullRequests.State now, String key, Board board, String name, String reason)
            throws Gone {
        String caller = comment.origin().actor();
        if (!maySkip(now).include(caller)) {
            return answer(comment, now, key, "/skip: %s is not among those whom the rules of %s let skip (commands: { skip: [...] })"
                    .formatted(by(comment), now.revision().target()));
        }
        if (comment.isReply()) {
            return answer(comment, now, key,
                    "/skip in a reply is not acted on, since a reply does not tell which commit it is about: write a new comment");
        }
        if (isOutdated(comment, now) || !board.isOf(now.revision().id())) {
            return answer(comment, now, key, "/skip was about an older commit, which is not the newest any more");
        }
        if (checks(board, List.of(name)).isEmpty()) {
            return answer(comment, now, key, noCheck(board, name));
        }
        String revision = now.revision().id();
        noticeboard.change(now.repository(), now.id(), seen -> !seen.isOf(revision) || seen.isAnswered(key) ? seen
                : seen.skipped(name, by(comment), reason).answered(key, "/skip %s by %s: %s".formatted(name, by(comment), reason)));
        return board.isAnswered(key) ? Decision.ignored(comment, "the command was acted on before")
                : Decision.acted(comment, "%s skipped check %s of pull request %s: %s".formatted(caller, name, now.id(), reason));
    }

    /**
     * Whether it is about a commit that is not the newest any more. A reply has the commit of what it replies to, and is about what is
     * now.
     */
    private static boolean isOutdated(Trigger.CommentOnPullRequest comment, PullRequests.State now) {
        return !comment.isReply() && !comment.commit().equals(now.revision().commit());
    }

    private Callers maySkip(PullRequests.State now) throws Gone {
        return planning.rulesOf(now).map(Rules::maySkip).orElse(Callers.NOBODY);
    }

    private Decision answer(Trigger.CommentOnPullRequest comment, PullRequests.State now, String key, String line) {
        noticeboard.change(now.repository(), now.id(), now.revision().id(), seen -> seen.about(now.revision()).answered(key, line));
        return Decision.ignored(comment, "comment on pull request %s is answered: %s".formatted(now.id(), line));
    }

    private static String by(Trigger.CommentOnPullRequest comment) {
        String name = Callers.name(comment.origin().actor());
        return name.isEmpty() ? "somebody" : name;
    }
}
