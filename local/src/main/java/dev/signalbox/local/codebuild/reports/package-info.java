/**
 * CodeBuild's report groups and reports: what the API shows of them, how a build's files become test cases and coverage.
 * Files come from builds, so nothing in them is trusted: neither their XML, nor their size, nor their numbers.
 */
@NullMarked
package dev.signalbox.local.codebuild.reports;

import org.jspecify.annotations.NullMarked;
