package dev.signalbox.local.codebuild.buildspec;

import java.util.List;

/**
 * One report that the buildspec asks for.
 *
 * @param group the report group's name without the project's, or the ARN of a group that is there
 * @param files patterns of paths below the base directory
 * @param baseDirectory a pattern of directories below the build's source; {@code .} when the file leaves it out
 * @param discardPaths whether raw files are known by their names only
 */
public record ReportSpec(String group, List<String> files, String baseDirectory, boolean discardPaths, ReportFormat format) {

    public ReportSpec {
        files = List.copyOf(files);
    }
}
