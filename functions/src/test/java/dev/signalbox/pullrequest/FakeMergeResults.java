package dev.signalbox.pullrequest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.signalbox.run.MergeResults;

/** Merge results in memory: the branches that are there, and all that ever were. */
public final class FakeMergeResults implements MergeResults {

    /** Happens before each call; it may throw. */
    public Runnable before = () -> { };
    /** The branches that are there, and the commits they hold. */
    public final Map<String, String> branches = new TreeMap<>();
    /** The branches that were made, in their order. */
    public final List<String> made = new ArrayList<>();
    /** What merging a commit leads to, by that commit; all others go together with any target. */
    public final Map<String, Outlook> outlooks = new HashMap<>();
    private int commits = 0xc0ffee;

    @Override
    public Outlook outlook(String repository, String source, String target) {
        before.run();
        return outlooks.getOrDefault(source, new Outlook.Clean());
    }

    @Override
    public Optional<String> make(String repository, String source, String target, String message) {
        before.run();
        return outlooks.get(source) instanceof Outlook.Conflict ? Optional.empty() : Optional.of("%040x".formatted(++commits));
    }

    @Override
    public void keep(String repository, String branch, String commit) {
        before.run();
        if (branches.putIfAbsent(branch, commit) == null) {
            made.add(branch);
        }
    }

    @Override
    public void remove(String repository, String branch) {
        before.run();
        branches.remove(branch);
    }
}
