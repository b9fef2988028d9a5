/**
 * What stands behind SLF4J and Powertools' logging in the deployed functions: JSON lines on standard output, and no more.
 * It is found by the services SLF4J and Powertools look for, so no code names it.
 */
@NullMarked
package dev.signalbox.functions.log;

import org.jspecify.annotations.NullMarked;
