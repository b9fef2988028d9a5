package dev.signalbox.local.codebuild.artifacts;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

import dev.signalbox.local.codebuild.buildspec.Artifacts.Artifact;

/**
 * Finds the files of an artifact as the "Build specification reference" describes it: {@code *} stops at a slash,
 * {@code **} stands for any folders, also none. Links to files count as files; linked folders are not entered.
 */
public final class FileList {

    /** There is nothing to keep; the message is CodeBuild's. */
    public static final class NoMatch extends Exception {

        private static final long serialVersionUID = 1L;

        private NoMatch(String message) {
            super(message);
        }
    }

    private final Path sources;
    private final Consumer<String> log;

    /**
     * @param sources where the build began
     * @param log gets what CodeBuild's log says of the search
     */
    public FileList(Path sources, Consumer<String> log) {
        this.sources = sources;
        this.log = log;
    }

    /** The files by their names in the artifact, in order. @param artifact with its variables replaced */
    public Map<String, Path> find(Artifact artifact) throws NoMatch, IOException {
        Map<String, Path> found = new TreeMap<>();
        String named = artifact.baseDirectory().orElse(".");
        log.accept("Expanding base directory path: " + named);
        for (Path base : bases(named)) {
            log.accept("Expanding file paths for base directory " + (named.equals(".") ? "." : base.getFileName()));
            List<Path> files;
            try (Stream<Path> all = Files.walk(base)) {
                files = all.filter(Files::isRegularFile).sorted().toList();
            }
            for (String pattern : artifact.files()) {
                log.accept("Expanding " + pattern);
                List<Path> fitting = files.stream().filter(matcher(pattern, base)::matches)
                        .filter(file -> artifact.excluded().stream().noneMatch(excluded -> isOrIsIn(matcher(excluded, base), base, file)))
                        .toList();
                log.accept(fitting.isEmpty() ? "Skipping invalid file path " + pattern : "Found %d file(s)".formatted(fitting.size()));
                fitting.forEach(file -> found.put((artifact.flat() ? file.getFileName() : base.relativize(file)).toString(), file));
            }
        }
        if (found.isEmpty()) {
            throw new NoMatch("no matching artifact paths found");
        }
        return found;
    }

    private List<Path> bases(String named) throws NoMatch, IOException {
        List<Path> bases = new ArrayList<>();
        Path literal = sources.resolve(named).normalize();
        if (Files.isDirectory(literal)) {
            bases.add(Files.isSymbolicLink(literal) ? literal.toRealPath() : literal);
        } else if (named.matches(".*[*?\\[].*")) {
            PathMatcher matcher = matcher(named, sources);
            try (Stream<Path> all = Files.walk(sources)) {
                all.filter(Files::isDirectory).filter(matcher::matches).sorted().forEach(bases::add);
            }
        }
        if (bases.isEmpty()) {
            throw new NoMatch("no matching base directory path found for " + named);
        }
        return bases;
    }

    private static boolean isOrIsIn(PathMatcher matcher, Path base, Path file) {
        for (Path part = file; !part.equals(base); part = part.getParent()) {
            if (matcher.matches(part)) {
                return true;
            }
        }
        return false;
    }

    /** Matches whole paths below a folder. */
    private static PathMatcher matcher(String pattern, Path base) {
        String relative = (pattern.startsWith(base + "/") ? pattern.substring(base.toString().length() + 1) : pattern)
                .replaceFirst("^(\\./)+", "").replace("{", "\\{").replace("}", "\\}").replace("**/", "{,**/}");
        try {
            PathMatcher below = FileSystems.getDefault().getPathMatcher("glob:" + relative);
            return path -> below.matches(base.relativize(path));
        } catch (PatternSyntaxException _) {
            return _ -> false;
        }
    }
}
