/**
 * CodeCommit: bare git repositories on disk, git over HTTP, and the API's operations on repositories, branches, commits,
 * files, comments and approvals.
 * Every change of a ref goes through {@link dev.signalbox.local.codecommit.Refs}, which tells those who listen; one class holds
 * each group of operations. Nothing here knows who listens to events.
 */
@NullMarked
package dev.signalbox.local.codecommit;

import org.jspecify.annotations.NullMarked;
