package dev.signalbox.local.codebuild.reports;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.regex.PatternSyntaxException;

import org.jspecify.annotations.Nullable;

import dev.signalbox.local.codebuild.buildspec.ReportSpec;

/**
 * Finds the files that a buildspec's patterns mean: {@code *} is any text without a slash, {@code **} any text, {@code **}{@code /}
 * any folders or none. Links to folders are not followed. At most 10,000 files.
 */
final class RawFiles {

    private static final int MOST = 10_000;
    private static final String GLOB = "*?[{\\";

    private RawFiles() {
    }

    /**
     * Regular files, by the path that reports show: the one below the base directory, or the name alone.
     *
     * @param source the build's source folder
     * @throws ReportProblem when a pattern cannot be read, or too many files match
     */
    static Map<String, Path> find(Path source, ReportSpec spec) throws ReportProblem, IOException {
        Map<String, Path> found = new TreeMap<>();
        for (Path base : below(source, spec.baseDirectory(), (_, attributes) -> attributes.isDirectory())) {
            for (String pattern : spec.files()) {
                for (Path file : below(base, pattern, (path, _) -> Files.isRegularFile(path))) {
                    Path shown = spec.discardPaths() ? file.getFileName() : base.relativize(file);
                    found.putIfAbsent(shown.toString(), file);
                    if (found.size() > MOST) {
                        throw new ReportProblem("more than %,d files match".formatted(MOST));
                    }
                }
            }
        }
        return found;
    }

    private static List<Path> below(Path base, String pattern, BiPredicate<Path, BasicFileAttributes> kind)
            throws ReportProblem, IOException {
        int split = 0;
        while (split < pattern.length() && GLOB.indexOf(pattern.charAt(split)) < 0) {
            split++;
        }
        boolean named = split == pattern.length();
        split = named ? split : pattern.lastIndexOf('/', split) + 1;
        List<Path> found = new ArrayList<>();
        try {
            Path start = base.resolve(pattern.substring(0, split)).normalize();
            if (named) {
                if (Files.exists(start) && kind.test(start, Files.readAttributes(start, BasicFileAttributes.class))) {
                    found.add(start);
                }
                return found;
            }
            PathMatcher matcher = FileSystems.getDefault()
                    .getPathMatcher("glob:" + pattern.substring(split).replace("**/", "{**/,}"));
            Files.walkFileTree(start, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return visitFile(folder, attributes);
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (matcher.matches(start.relativize(file)) && kind.test(file, attributes)) {
                        found.add(file);
                    }
                    return found.size() > MOST ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException refused) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException refused) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (InvalidPathException | PatternSyntaxException _) {
            throw new ReportProblem("the pattern " + pattern + " cannot be read");
        }
        return found;
    }
}
