/**
 * From a trigger to a started run: the run's identity, its input and record, and the decision taken.
 * The outside world is met through the small interfaces of this package, which {@code aws} implements.
 * No AWS SDK and no Lambda type may be imported here.
 */
@NullMarked
package dev.signalbox.run;

import org.jspecify.annotations.NullMarked;
