/** Which files of a build are an artifact, and how they are packed. It knows neither S3 nor the API. */
@NullMarked
package dev.signalbox.local.codebuild.artifacts;

import org.jspecify.annotations.NullMarked;
