package dev.signalbox.local.codebuild.run;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Clones with the {@code git} command line. The password goes to git in its environment only. */
public final class GitSource implements Source {

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern REF_AT_COMMIT = Pattern.compile("(refs/.+)\\^\\{([0-9a-f]{40})}");
    private static final String EVERYTHING = "+refs/heads/*:refs/remotes/origin/*";

    private final UnaryOperator<String> address;

    /** @param address makes of a build's location the address that git fetches from */
    public GitSource(UnaryOperator<String> address) {
        this.address = address;
    }

    @Override
    public String fetch(Wanted wanted, Path folder, Processes processes) throws Missing, IOException, InterruptedException {
        Files.createDirectories(folder);
        Git git = new Git(folder, environment(wanted), processes);
        git.run("init", "-q", ".");
        git.run("remote", "add", "origin", address.apply(wanted.location()));
        String commit = find(git, wanted);
        if (!git.run("checkout", "-q", "--detach", commit).succeeded()) {
            throw unknown(wanted);
        }
        return commit;
    }

    private static String find(Git git, Wanted wanted) throws Missing, IOException, InterruptedException {
        String version = wanted.version();
        Matcher exact = REF_AT_COMMIT.matcher(version);
        if (exact.matches()) {
            git.must(wanted, "fetch", "-q", "--no-tags", "origin", exact.group(1));
            return git.commit(exact.group(2)).orElseThrow(() -> unknown(wanted));
        }
        if (wanted.depth() > 0) {
            Optional<String> shallow = shallow(git, wanted);
            if (shallow.isPresent()) {
                return shallow.get();
            }
        }
        git.must(wanted, "fetch", "-q", "--tags", "origin", EVERYTHING);
        if (version.isEmpty()) {
            git.must(wanted, "fetch", "-q", "origin", "HEAD");
            return git.commit("FETCH_HEAD").orElseThrow(() -> unknown(wanted));
        }
        if (COMMIT.matcher(version).matches() && git.commit(version).isEmpty()) {
            git.run("fetch", "-q", "origin", version);
        }
        for (String name : names(version)) {
            Optional<String> commit = git.commit(name);
            if (commit.isPresent()) {
                return commit.get();
            }
        }
        throw unknown(wanted);
    }

    private static Optional<String> shallow(Git git, Wanted wanted) throws IOException, InterruptedException {
        String version = wanted.version();
        List<String> refs = version.isEmpty() ? List.of("HEAD")
                : COMMIT.matcher(version).matches() || version.startsWith("refs/") ? List.of(version)
                : List.of("refs/heads/" + version, "refs/tags/" + version);
        for (String ref : refs) {
            if (git.run("fetch", "-q", "--no-tags", "--depth", Integer.toString(wanted.depth()), "origin", ref).succeeded()) {
                return git.commit("FETCH_HEAD");
            }
        }
        return Optional.empty();
    }

    private static List<String> names(String version) {
        if (version.startsWith("-")) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        if (version.startsWith("refs/heads/")) {
            names.add(version.replaceFirst("refs/heads/", "refs/remotes/origin/"));
        } else if (version.startsWith("refs/")) {
            names.add(version);
        } else {
            names.add("refs/remotes/origin/" + version);
            names.add("refs/tags/" + version);
            names.add(version);
        }
        return names;
    }

    private static Missing unknown(Wanted wanted) {
        return new Missing("reference not found for primary source and source version " + wanted.version());
    }

    private static Map<String, String> environment(Wanted wanted) {
        Map<String, String> environment = new HashMap<>(wanted.environment());
        String pair = wanted.user().name() + ":" + wanted.user().password();
        environment.put("GIT_CONFIG_COUNT", "1");
        environment.put("GIT_CONFIG_KEY_0", "http.extraHeader");
        environment.put("GIT_CONFIG_VALUE_0",
                "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("LC_ALL", "C");
        return environment;
    }

    private record Git(Path folder, Map<String, String> environment, Processes processes) {

        record Result(int status, String output) {
            boolean succeeded() {
                return status == 0;
            }
        }

        Result run(String... words) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of("git", "-c", "advice.detachedHead=false", "-c", "gc.auto=0"));
            command.addAll(List.of(words));
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
                    .redirectInput(Redirect.from(new File("/dev/null")));
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.redirectErrorStream(true);
            Process process = processes.start(builder);
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output.strip());
        }

        void must(Wanted wanted, String... words) throws Missing, IOException, InterruptedException {
            Result result = run(words);
            if (result.succeeded()) {
                return;
            }
            String about = " for primary source and source version " + wanted.version();
            String said = result.output();
            if (said.contains("couldn't find remote ref")) {
                throw unknown(wanted);
            }
            if (said.contains("not found") || said.contains("does not exist") || said.contains("does not appear to be a git repository")) {
                throw new Missing("repository not found" + about);
            }
            if (said.contains("Authentication failed") || said.contains("error: 403") || said.contains("could not read Username")) {
                throw new Missing("authorization failed" + about);
            }
            throw new Missing("git fetch failed" + about + ": " + said.lines().reduce((_, last) -> last).orElse("no reason given"));
        }

        Optional<String> commit(String name) throws IOException, InterruptedException {
            Result result = run("rev-parse", "-q", "--verify", "--end-of-options", name + "^{commit}");
            return result.succeeded() ? Optional.of(result.output()) : Optional.empty();
        }

    }
}
