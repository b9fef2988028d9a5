/** Parameter Store: parameters and their versions, in memory. */
@NullMarked
package dev.signalbox.local.ssm;

import org.jspecify.annotations.NullMarked;
