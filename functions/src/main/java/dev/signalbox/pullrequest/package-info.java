/**
 * Pull requests: what is known of one, what its comment and its votes say, the commands that people write. It decides from what it is
 * given; CodeCommit and the table are behind its interfaces. It imports no AWS SDK and no Lambda type.
 */
@NullMarked
package dev.signalbox.pullrequest;

import org.jspecify.annotations.NullMarked;
