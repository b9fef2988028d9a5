/** From a git push to its verdict, on the deployed files: whatever is seen here is seen through the API, git or the log. */
@NullMarked
package dev.signalbox.local.endtoend;

import org.jspecify.annotations.NullMarked;
