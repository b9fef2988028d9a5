/**
 * CodeBuild: the template's projects and their builds. What a build does on the machine lives in {@code run}, what a
 * buildspec says in {@code buildspec}, which files are an artifact in {@code artifacts}; none of them knows the API.
 */
@NullMarked
package dev.signalbox.local.codebuild;

import org.jspecify.annotations.NullMarked;
