/**
 * What tests of several packages share: sample events and the layering of the whole.
 */
@NullMarked
package dev.signalbox;

import org.jspecify.annotations.NullMarked;
