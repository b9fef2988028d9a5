/**
 * What one build does on this machine: its clone, its shell, its processes, its masked output. It knows nothing of the
 * API, of queues or of events.
 */
@NullMarked
package dev.signalbox.local.codebuild.run;

import org.jspecify.annotations.NullMarked;
