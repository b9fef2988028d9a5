package dev.signalbox.pullrequest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.signalbox.pullrequest.Progress.Ended;
import dev.signalbox.pullrequest.Progress.NeedsApproval;
import dev.signalbox.pullrequest.Progress.NotNeeded;
import dev.signalbox.pullrequest.Progress.Running;
import dev.signalbox.pullrequest.Progress.Skipped;
import dev.signalbox.pullrequest.Progress.Unfinished;
import dev.signalbox.pullrequest.Progress.Waiting;
import dev.signalbox.tell.PlainText;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.Verdict;

/**
 * All that is shown of a pull request: its comment and its votes follow from it. It is about one revision, the current one as far as
 * anybody knows. What comes twice, late or out of order changes nothing: a check belongs to the newest attempt that named it.
 *
 * @param comment the id of our comment; empty while there is none
 * @param revision null while nothing is known
 * @param begun the run that began last
 * @param attempts how many runs there were, or were asked for, for this revision
 * @param asked which attempt each request for a run got (the ids of comments, {@link #approvalKey}), so that what comes twice asks once;
 *              0: it was about an earlier revision, or is a command that asked for no run and was acted on
 * @param checks in the order of the plan
 * @param ruling the verdict of the last run that is over, where it built nothing, or did not come to its own end; null where the
 *               checks tell
 * @param reported what the checks' builds reported
 * @param rulesChange what the pull request's own rules file changes, a line each; empty where it changes nothing
 * @param answers to commands, the newest last, at most {@value #ANSWERS}
 * @param overridden who set the approval rules aside, as {@code user/ada}; empty while they hold
 * @param superseded the commit of the revision before, where it was still being built; empty otherwise
 * @param approved the checks that approve this revision, or did, or were about to: so whoever finds one here that should not, takes
 *                 it back
 */
public record Board(String repository, String pullRequest, String comment, @Nullable Revision revision, Stage stage, Begun begun,
        int attempts, SortedMap<String, Integer> asked, List<Check> checks, @Nullable Ruling ruling, Reported reported,
        List<String> rulesChange, List<Answer> answers, String overridden, String superseded, SortedSet<String> approved) {

    /** What the key begins with of an approval that asks for builds, whoever's it is. */
    static final String APPROVAL = "approval/";

    /** Those to one comment. */
    static final int ANSWERS = Command.MOST + 1;
    /** What was asked for before this revision is remembered this many times, as events may come again for a day. */
    private static final int REMEMBERED = 100;
    private static final int ACTED = 500;
    private static final int CHANGES = 20;
    private static final int LINE = 300;
    private static final int RULING = 1000;
    private static final Ended UNBEGUN = new Ended(Outcome.STOPPED, false, "", 0, "", "");

    /** What became of the pull request. */
    public enum Stage { OPEN, CLOSED, MERGED }

    /**
     * A run that began.
     *
     * @param run empty while none did for this revision
     * @param attempt from 1; 0 while none did for this revision
     * @param at tells the order of a pull request's runs: when what it is started for happened, or a millisecond after that of the run
     *           before, whichever is later. (Many things happen in one second, and are not heard of in their order.)
     */
    public record Begun(String run, int attempt, Instant at) {

        static final Begun NONE = new Begun("", 0, Instant.EPOCH);

        /** The order of a run: the last one's own, or before that. */
        public Instant orderOf(String other, Instant triggered) {
            Instant before = at.minusMillis(1);
            return run.equals(other) ? at : triggered.isBefore(before) ? triggered : before;
        }

        private Begun then(String next, int nextAttempt, Instant triggered) {
            if (next.equals(run) || nextAttempt < attempt) {
                return this;
            }
            Instant after = at.plusMillis(1);
            return new Begun(next, nextAttempt, triggered.isBefore(after) ? after : triggered);
        }
    }

    /**
     * Why a run has the verdict it has, where its builds do not tell.
     *
     * @param reason lines of at most 1,000 characters together
     * @param attempt the run's
     */
    public record Ruling(Verdict verdict, String reason, int attempt) {

        public Ruling {
            reason = PlainText.lines(reason, RULING);
        }
    }

    /**
     * An answer to a command.
     *
     * @param key the comment's id, and which of its commands
     * @param line plain text of at most 300 characters; what looks like a command, a path or a name in it is shown as code
     */
    public record Answer(String key, String line) {

        public Answer {
            line = PlainText.line(line, LINE);
        }
    }

    public Board {
        asked = Collections.unmodifiableSortedMap(new TreeMap<>(asked));
        checks = List.copyOf(checks);
        rulesChange = rulesChange.stream().map(line -> PlainText.line(line, LINE)).filter(line -> !line.isEmpty()).limit(CHANGES).toList();
        answers = List.copyOf(answers.subList(Math.max(0, answers.size() - ANSWERS), answers.size()));
        overridden = PlainText.line(overridden, LINE);
        approved = Collections.unmodifiableSortedSet(
                approved.stream().filter(Check::isName).collect(Collectors.toCollection(TreeSet::new)));
    }

    /** The board of a pull request of which nothing is known. */
    public static Board empty(String repository, String pullRequest) {
        return new Board(repository, pullRequest, "", null, Stage.OPEN, Begun.NONE, 0, new TreeMap<>(), List.of(), null, Reported.NOTHING,
                List.of(), List.of(), "", "", new TreeSet<>());
    }

    /** Whether it is about this revision. */
    public boolean isOf(String revisionId) {
        return revision != null && revision.id().equals(revisionId);
    }

    /**
     * A run begins. It takes all rows of the checks that it names, but of those that it, or a run asked for later, has already. A run that
     * began with rows gets no others: two may begin it at the same time, and what it builds is what one of them says.
     *
     * @param now the current revision: another one than the board's begins it anew
     * @param attempt from 1
     * @param triggered when what it is started for happened
     * @param rows none where it will build nothing
     * @param rulesChange what the pull request's own rules file changes
     */
    public Board begin(Revision now, String run, int attempt, Instant triggered, List<Row> rows, List<String> rulesChange) {
        Board at = at(now, attempt);
        Board next = at.isBegunWithRows(run) ? at : at.taking(run, attempt, rows, (seen, _) -> seen.progress());
        return attempt < next.begun.attempt() ? next : next.with(edit -> {
            edit.begun = next.begun.then(run, attempt, triggered);
            edit.rulesChange = rulesChange;
        });
    }

    /** The same of a run of the whole plan: checks that have no row in it are not asked for any more. Without rows there is no plan. */
    public Board beginAll(Revision now, String run, int attempt, Instant triggered, List<Row> rows, List<String> rulesChange) {
        Board next = begin(now, run, attempt, triggered, rows, rulesChange);
        Set<String> named = rows.stream().map(Row::check).collect(Collectors.toSet());
        return rows.isEmpty() || at(now, attempt).isBegunWithRows(run) ? next : next.showing(next.checks.stream()
                .filter(check -> named.contains(check.check()) || check.attempt() >= attempt).toList());
    }

    private boolean isBegunWithRows(String run) {
        return begun.run().equals(run) && checks.stream().anyMatch(check -> check.run().equals(run));
    }

    /** It is about this revision, while it is about none: nothing began yet. */
    public Board about(Revision now) {
        return revision != null ? this : with(edit -> edit.revision = now);
    }

    /** Whether a run began for this revision. */
    public boolean isBegun(String revisionId) {
        return isOf(revisionId) && begun.attempt() > 0;
    }

    /** A build is at work. What is older than what is known, or not of the check's run, changes nothing. */
    public Board progress(String run, String name, Running running) {
        return eachCheck(check -> check.run().equals(run) && check.name().equals(name) && switch (check.progress()) {
            case Waiting _ -> true;
            case Running before -> running.isAfter(before);
            case Ended _, NotNeeded _, Skipped _, NeedsApproval _ -> false;
        } ? check.now(running) : check);
    }

    /**
     * A run ended. Only its own rows change; those that nobody saw begin come with it. What somebody skipped meanwhile stays so, and what
     * did not come to its end, since the run never began its builds, was stopped.
     *
     * @param now the current revision
     * @param rows all of the run's, as they ended
     * @param why the verdict where the rows do not tell; null where they do
     */
    public Board concluded(Revision now, String run, int attempt, List<Row> rows, @Nullable Ruling why, Reported reports) {
        Board next = at(now, attempt).taking(run, attempt, rows,
                (seen, said) -> seen.progress() instanceof Skipped ? seen.progress() : said)
                .eachCheck(check -> check.run().equals(run) && check.progress() instanceof Unfinished ? check.now(UNBEGUN) : check);
        Set<String> own = rows.stream().map(Row::name).collect(Collectors.toCollection(TreeSet::new));
        own.removeIf(name -> next.checks.stream().noneMatch(check -> check.name().equals(name) && check.run().equals(run)));
        boolean all = next.checks.stream().allMatch(check -> check.run().equals(run));
        Ruling before = next.ruling;
        return next.with(edit -> {
            if (!next.isOverAfter(attempt)
                    && (before == null || before.attempt() < attempt || before.attempt() == attempt && why != null)) {
                edit.ruling = why;
            }
            edit.reported = own.isEmpty() ? next.reported : next.reported.andOf(own, all, reports);
        });
    }

    /** The pull request is closed, or merged. It never opens again. */
    public Board closed(Stage now) {
        return now.compareTo(stage) <= 0 ? this : with(edit -> edit.stage = now);
    }

    /** Somebody who may do so says that a check, or one cell of it, need not run. */
    public Board skipped(String name, String by, String reason) {
        return eachCheck(check -> check.check().equals(name) || check.name().equals(name) ? check.now(new Skipped(by, reason)) : check);
    }

    /** A request for another run gets its attempt, {@link #asked} under its key: the same request always the same. */
    public Board ask(String key) {
        return asked.containsKey(key) ? this : with(edit -> {
            edit.attempts = attempts + 1;
            edit.asked = new TreeMap<>(asked);
            edit.asked.put(key, attempts + 1);
        });
    }

    /** A request that got an attempt, which others have overtaken before it began, gets a later one. */
    public Board askAgain(String key, int attempt) {
        return !Objects.equals(asked.get(key), attempt) ? this : with(edit -> {
            edit.attempts = attempts + 1;
            edit.asked = new TreeMap<>(asked);
            edit.asked.put(key, attempts + 1);
        });
    }

    /** A command gets its answer: the first that is given to it. */
    public Board answered(String key, String line) {
        return isAnswered(key) ? this : with(edit -> {
            edit.answers = Stream.concat(answers.stream(), Stream.of(new Answer(key, line))).toList();
            edit.asked = asked.containsKey(key) ? asked : acted(key);
        });
    }

    /** With one more command that has nothing left to do, in place of some other where there are many. */
    private SortedMap<String, Integer> acted(String key) {
        SortedMap<String, Integer> all = new TreeMap<>(asked);
        List<String> done = asked.entrySet().stream().filter(one -> one.getValue() == 0).map(Map.Entry::getKey).toList();
        done.stream().limit(Math.max(0, done.size() - ACTED + 1)).forEach(all::remove);
        all.put(key, 0);
        return all;
    }

    /** Whether a command was acted on, or is of the time before this revision: then there is nothing to do for it any more. */
    public boolean isAnswered(String key) {
        return Objects.equals(asked.get(key), 0) || answers.stream().anyMatch(answer -> answer.key().equals(key));
    }

    /** The approval rules were set aside. */
    public Board overridden(String by) {
        return with(edit -> edit.overridden = by);
    }

    /** The comment is there. */
    Board commented(String id) {
        return with(edit -> edit.comment = id);
    }

    /** These checks are about to approve. */
    Board approving(Collection<String> checks) {
        return approved.containsAll(checks) ? this : with(edit -> {
            edit.approved = new TreeSet<>(approved);
            edit.approved.addAll(checks);
        });
    }

    /**
     * The names of the builds that running again means: those that did not pass, and those that are not over. Where the last run built
     * nothing ({@link #ruling}, and no name here), the whole plan.
     */
    public List<String> toRetest() {
        return checks.stream().filter(check -> switch (check.progress()) {
            case Ended ended -> !ended.passed();
            case Unfinished _ -> true;
            case NotNeeded _, Skipped _, NeedsApproval _ -> false;
        }).map(Check::name).toList();
    }

    /** Who asks for the builds that wait for an approval: however often that is told, it is once for those that wait now. */
    public String approvalKey() {
        return APPROVAL + checks.stream().filter(check -> check.progress() instanceof NeedsApproval).mapToInt(Check::attempt).max()
                .orElse(0);
    }

    /** The key of the approval that asked for the run that began last; empty where something else did. */
    public Optional<String> begunByApproval() {
        return asked.entrySet().stream().filter(one -> one.getKey().startsWith(APPROVAL) && one.getValue() == begun.attempt())
                .map(Map.Entry::getKey).findFirst();
    }

    /** The checks that are not over. */
    public SortedSet<String> unfinished() {
        return checks(Unfinished.class);
    }

    /** The checks that wait for an approval. */
    public SortedSet<String> toApprove() {
        return checks(NeedsApproval.class);
    }

    private SortedSet<String> checks(Class<? extends Progress> progress) {
        return checks.stream().filter(check -> progress.isInstance(check.progress())).map(Check::check)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** How it stands. */
    public Standing standing() {
        if (isUnfinished() || checks.isEmpty() && begun.attempt() > (ruling == null ? 0 : ruling.attempt())) {
            return Standing.RUNNING;
        }
        if (ruling != null) {
            return Standing.of(ruling.verdict());
        }
        Set<Standing> bad = EnumSet.noneOf(Standing.class);
        checks.stream().filter(check -> check.required() && !check.progress().isGood())
                .map(check -> bad(check.progress())).forEach(bad::add);
        return Stream.of(Standing.FAILED, Standing.ERRORED, Standing.CANCELLED, Standing.WAITING).filter(bad::contains).findFirst()
                .orElse(checks.isEmpty() ? Standing.WAITING : Standing.PASSED);
    }

    private static Standing bad(Progress progress) {
        return switch (progress) {
            case Ended ended -> switch (ended.outcome()) {
                case SUCCEEDED, FAILED, TIMED_OUT -> Standing.FAILED;
                case FAULT, SKIPPED -> Standing.ERRORED;
                case STOPPED -> Standing.CANCELLED;
            };
            case NeedsApproval _ -> Standing.WAITING;
            case Unfinished _ -> Standing.RUNNING;
            case NotNeeded _, Skipped _ -> Standing.PASSED;
        };
    }

    /**
     * The checks that approve this revision: the required ones whose every row is good. None where a run failed or broke as a whole, as
     * one does whose merge has a conflict, until a later one is over.
     */
    public SortedSet<String> votes() {
        SortedSet<String> votes = new TreeSet<>();
        if (ruling == null || ruling.verdict() != Verdict.FAILED && ruling.verdict() != Verdict.ERRORED) {
            checks.stream().filter(Check::required).map(Check::check).filter(Check::isName).forEach(votes::add);
            checks.stream().filter(check -> !check.progress().isGood()).map(Check::check).forEach(votes::remove);
        }
        return votes;
    }

    boolean isUnfinished() {
        return checks.stream().anyMatch(check -> check.progress() instanceof Unfinished);
    }

    /** Whether a later attempt has come to its end: it says what counts. */
    private boolean isOverAfter(int attempt) {
        List<Check> later = checks.stream().filter(check -> check.attempt() > attempt).toList();
        return !later.isEmpty() && later.stream().noneMatch(check -> check.progress() instanceof Unfinished);
    }

    /** The board of a revision; a new one where it was of another, with what outlives a revision. */
    private Board at(Revision now, int attempt) {
        if (isOf(now.id())) {
            return with(edit -> {
                edit.revision = attempt >= attempts ? now : revision;
                edit.attempts = Math.max(attempts, attempt);
            });
        }
        Board fresh = empty(repository, pullRequest);
        return fresh.with(edit -> {
            edit.comment = comment;
            edit.stage = stage;
            edit.overridden = overridden;
            edit.revision = now;
            edit.begun = new Begun("", 0, begun.at());
            edit.attempts = attempt;
            edit.superseded = isUnfinished() ? Optional.ofNullable(revision).map(Revision::commit).orElse("") : "";
            edit.asked = new TreeMap<>();
            Stream.concat(answers.stream().map(Answer::key), asked.keySet().stream()).filter(key -> !key.startsWith(APPROVAL)).distinct()
                    .limit(REMEMBERED).forEach(key -> edit.asked.put(key, 0));
        });
    }

    /** What becomes of a row that this run has already. */
    private interface Again {
        Progress progress(Check seen, Progress said);
    }

    /** A check is that of the newest attempt that named it, with all its rows. */
    private Board taking(String run, int attempt, List<Row> rows, Again again) {
        Map<String, List<Row>> named = rows.stream().collect(Collectors.groupingBy(Row::check, LinkedHashMap::new, Collectors.toList()));
        List<Check> all = new ArrayList<>(checks);
        named.forEach((check, own) -> {
            List<Check> before = all.stream().filter(other -> other.check().equals(check)).toList();
            if (before.stream().noneMatch(other -> other.attempt() > attempt)) {
                int place = before.isEmpty() ? all.size() : all.indexOf(before.getFirst());
                all.removeAll(before);
                all.addAll(place, taken(run, attempt, before, own, again));
            }
        });
        return showing(all);
    }

    /** The rows of one check. */
    private static List<Check> taken(String run, int attempt, List<Check> before, List<Row> rows, Again again) {
        Map<String, Check> taken = new LinkedHashMap<>();
        Set<String> names = rows.stream().map(Row::name).collect(Collectors.toSet());
        before.stream().filter(check -> names.contains(check.name()) || stays(check, run, attempt))
                .forEach(check -> taken.put(check.name(), check));
        rows.forEach(row -> taken.merge(row.name(), new Check(row.name(), row.check(), row.required(), run, attempt, row.progress()),
                (seen, said) -> seen.run().equals(run) ? seen.now(again.progress(seen, row.progress()))
                        : seen.attempt() < attempt ? said : seen));
        return List.copyOf(taken.values());
    }

    /** Whether a row stays that a run does not name, though it names others of the check. What waited is built, under other names. */
    private static boolean stays(Check check, String run, int attempt) {
        return check.run().equals(run) ? !(check.progress() instanceof NeedsApproval || check.progress() instanceof NotNeeded)
                : check.attempt() >= attempt;
    }

    /** With these rows, and nothing of what builds reported whose rows are not there any more. */
    private Board showing(List<Check> all) {
        Set<String> gone = checks.stream().map(Check::name).collect(Collectors.toCollection(TreeSet::new));
        all.forEach(check -> gone.remove(check.name()));
        return with(edit -> {
            edit.checks = all;
            edit.reported = gone.isEmpty() ? reported : reported.andOf(gone, false, Reported.NOTHING);
        });
    }

    private Board eachCheck(UnaryOperator<Check> change) {
        return with(edit -> edit.checks = checks.stream().map(change).toList());
    }

    /** A copy to change. */
    private static final class Edit {
        private String comment;
        private @Nullable Revision revision;
        private Stage stage;
        private Begun begun;
        private int attempts;
        private SortedMap<String, Integer> asked;
        private List<Check> checks;
        private @Nullable Ruling ruling;
        private Reported reported;
        private List<String> rulesChange;
        private List<Answer> answers;
        private String overridden;
        private String superseded;
        private SortedSet<String> approved;

        Edit(Board board) {
            comment = board.comment;
            revision = board.revision;
            stage = board.stage;
            begun = board.begun;
            attempts = board.attempts;
            asked = board.asked;
            checks = board.checks;
            ruling = board.ruling;
            reported = board.reported;
            rulesChange = board.rulesChange;
            answers = board.answers;
            overridden = board.overridden;
            superseded = board.superseded;
            approved = board.approved;
        }
    }

    private Board with(Consumer<Edit> change) {
        Edit edit = new Edit(this);
        change.accept(edit);
        return new Board(repository, pullRequest, edit.comment, edit.revision, edit.stage, edit.begun, edit.attempts, edit.asked,
                edit.checks, edit.ruling, edit.reported, edit.rulesChange, edit.answers, edit.overridden, edit.superseded, edit.approved);
    }
}
