package dev.signalbox.functions;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.signalbox.plan.Changes;
import dev.signalbox.plan.Commit;
import dev.signalbox.pullrequest.FakePullRequests;
import dev.signalbox.run.Repositories;
import dev.signalbox.run.SourceFile;

/** The files and branches of a repository whose commits tell by their letters what they are like. */
final class SimulatedSource implements Repositories {

    /** Happens before each call; it may throw. */
    Runnable before = () -> { };
    private final FakePullRequests pullRequests;
    private final String rules;
    private final Map<String, String> commits = new HashMap<>();

    SimulatedSource(FakePullRequests pullRequests, String rules) {
        this.pullRequests = pullRequests;
        this.rules = rules;
    }

    /** A new commit's id. @param kind what it is like: {@code docs}, {@code broken}, {@code skip}, or anything else */
    String commit(String kind) {
        String commit = "%040x".formatted(commits.size() + 1);
        commits.put(commit, kind);
        return commit;
    }

    /** Whether no check runs for a commit. */
    boolean leadsToNothing(String commit) {
        return commits.get(commit).equals("skip");
    }

    /** Whether the check {@code unit} is not asked for at a commit. */
    boolean needsNoUnit(String commit) {
        return rules.contains("paths") && commits.get(commit).equals("docs");
    }

    @Override
    public SourceFile file(String repository, String specifier, String path) {
        before.run();
        String branch = specifier.startsWith("refs/heads/") ? specifier.substring("refs/heads/".length()) : "";
        String commit = branch.isEmpty() ? specifier : pullRequests.tips.get(branch);
        String content = commits.getOrDefault(commit, "").equals("broken") ? "version: 1\nbuild: {}" : rules;
        return path.equals(".signalbox.yml")
                ? new SourceFile.Present(content.getBytes(StandardCharsets.UTF_8), commit)
                : new SourceFile.Absent();
    }

    @Override
    public Commit commit(String repository, String commit) {
        before.run();
        return new Commit("Ada", "ada@example.com", commits.get(commit).equals("skip") ? "Try [skip ci]" : "Change it");
    }

    @Override
    public String defaultBranch(String repository) {
        before.run();
        return "main";
    }

    @Override
    public String tip(String repository, String branch) {
        before.run();
        return pullRequests.tips.get(branch);
    }

    @Override
    public Optional<String> mergeBase(String repository, String commit, String branch) {
        before.run();
        return Optional.of("base");
    }

    @Override
    public Changes changes(String repository, String from, String after) {
        before.run();
        return new Changes.Known(switch (commits.get(after)) {
            case "docs" -> List.of("README.md");
            case "broken" -> List.of(".signalbox.yml", "src/a");
            default -> List.of("src/a");
        });
    }

    @Override
    public List<String> names() {
        return List.of("orders");
    }
}
