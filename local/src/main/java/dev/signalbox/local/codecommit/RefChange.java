package dev.signalbox.local.codecommit;

import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A ref that moved.
 *
 * @param ref its full name
 * @param before null for a new ref
 * @param after null for a deleted one
 * @param merge what was merged by the API; null: it was not moved by a merge of the API
 */
record RefChange(String ref, @Nullable ObjectId before, @Nullable ObjectId after, @Nullable MergeFacts merge) { }
