/**
 * CodeBuild: the template's projects and their builds. What a build does on the machine lives in {@code run}, what a
 * buildspec says in {@code buildspec}; neither knows the API.
 */
@NullMarked
package dev.signalbox.local.codebuild;

import org.jspecify.annotations.NullMarked;
