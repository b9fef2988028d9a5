/** CloudFormation, as far as it answers what the one stack is made of. */
@NullMarked
package dev.signalbox.local.cloudformation;

import org.jspecify.annotations.NullMarked;
