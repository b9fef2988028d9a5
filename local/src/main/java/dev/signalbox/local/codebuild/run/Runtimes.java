package dev.signalbox.local.codebuild.run;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Meets a buildspec's {@code runtime-versions} with what this machine has: a JDK of the version asked for, and of the other
 * runtimes the one on the path.
 */
public final class Runtimes {

    /** A runtime that this machine lacks altogether. */
    public static final class NotInstalled extends Exception {

        private static final long serialVersionUID = 1L;

        NotInstalled(String message) {
            super(message);
        }
    }

    private static final Pattern NUMBERS = Pattern.compile("\\d+(\\.\\d+)*");
    private static final Map<String, List<String>> PROGRAMS = Map.of(
            "python", List.of("python3", "--version"),
            "nodejs", List.of("node", "--version"),
            "golang", List.of("go", "version"),
            "ruby", List.of("ruby", "--version"),
            "php", List.of("php", "--version"),
            "dotnet", List.of("dotnet", "--version"));
    private static final List<Path> JDK_FOLDERS = List.of(Path.of("/usr/lib/jvm"), Path.of("/Library/Java/JavaVirtualMachines"));

    private final Map<String, String> environment;
    private final Processes processes;
    private final Consumer<String> log;

    /** @param environment of the build's commands; @param log gets what was chosen, and warnings */
    public Runtimes(Map<String, String> environment, Processes processes, Consumer<String> log) {
        this.environment = environment;
        this.processes = processes;
        this.log = log;
    }

    /**
     * Chooses.
     *
     * @param asked names of runtimes to versions, as the buildspec says them
     * @return the variables to set so that the commands find what was chosen
     */
    public Map<String, String> choose(Map<String, String> asked) throws NotInstalled, IOException, InterruptedException {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Map.Entry<String, String> runtime : asked.entrySet()) {
            log.accept("Selecting '%s' runtime version '%s' based on manual selections...".formatted(runtime.getKey(), runtime.getValue()));
            if (runtime.getKey().equals("java")) {
                variables.putAll(java(runtime.getValue()));
            } else {
                onThePath(runtime.getKey(), runtime.getValue());
            }
        }
        return variables;
    }

    private Map<String, String> java(String asked) throws NotInstalled, IOException, InterruptedException {
        List<Jdk> installed = jdks();
        for (Jdk jdk : installed) {
            if (fits(asked, jdk.version)) {
                log.accept("Using java %s in %s".formatted(jdk.version, jdk.home));
                return Map.of("JAVA_HOME", jdk.home.toString(),
                        "PATH", jdk.home.resolve("bin") + File.pathSeparator + environment.getOrDefault("PATH", ""));
            }
        }
        Optional<String> found = ask(List.of("java", "-version"));
        String version = found.flatMap(Runtimes::numbers).orElseThrow(() -> missing("java", asked));
        log.accept("WARNING: runtime-versions asks for java %s; this machine has %s, which is used.".formatted(asked, version));
        return Map.of();
    }

    private void onThePath(String name, String asked) throws NotInstalled, IOException, InterruptedException {
        String version = ask(PROGRAMS.get(name)).flatMap(Runtimes::numbers).orElseThrow(() -> missing(name, asked));
        log.accept(fits(asked, version) ? "Using %s %s".formatted(name, version)
                : "WARNING: runtime-versions asks for %s %s; this machine has %s, which is used.".formatted(name, asked, version));
    }

    private static NotInstalled missing(String name, String asked) {
        return new NotInstalled("runtime-versions asks for %s %s: this machine has no %s".formatted(name, asked, name));
    }

    private static boolean fits(String asked, String version) {
        Optional<String> wanted = numbers(asked);
        return wanted.isEmpty() || version.equals(wanted.get()) || version.startsWith(wanted.get() + ".");
    }

    private static Optional<String> numbers(String text) {
        Matcher matcher = NUMBERS.matcher(text);
        return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
    }

    private Optional<String> ask(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(Redirect.from(new File("/dev/null")));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process;
        try {
            process = processes.start(builder);
        } catch (IOException _) {
            return Optional.empty();
        }
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return Optional.empty();
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.exitValue() == 0 ? Optional.of(said) : Optional.empty();
    }

    private record Jdk(Path home, String version) { }

    private static List<Jdk> jdks() throws IOException {
        List<Path> homes = new ArrayList<>();
        Optional.ofNullable(System.getenv("JAVA_HOME")).map(Path::of).ifPresent(homes::add);
        homes.add(Path.of(System.getProperty("java.home")));
        for (Path folder : JDK_FOLDERS) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> found = Files.list(folder)) {
                    found.sorted().flatMap(jdk -> Stream.of(jdk, jdk.resolve("Contents/Home"))).forEach(homes::add);
                }
            }
        }
        List<Jdk> jdks = new ArrayList<>();
        for (Path home : homes) {
            Path release = home.resolve("release");
            if (Files.isRegularFile(release) && Files.isExecutable(home.resolve("bin/javac"))) {
                Properties properties = new Properties();
                properties.load(new StringReader(Files.readString(release)));
                String version = properties.getProperty("JAVA_VERSION", "").replaceFirst("^\"?1\\.", "");
                numbers(version).ifPresent(number -> jdks.add(new Jdk(home, number)));
            }
        }
        return jdks;
    }
}
