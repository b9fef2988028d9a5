/** The buildspec: what a repository asks of a build, read from YAML. It runs nothing and knows no service. */
@NullMarked
package dev.signalbox.local.codebuild.buildspec;

import org.jspecify.annotations.NullMarked;
