/**
 * What is told of a run's end: the document for programs, the texts for people, the attributes for filters, the measurements.
 * Pure text out of facts; no AWS SDK, no Lambda type. Whatever came from users passes through {@code PlainText} first.
 */
@NullMarked
package dev.signalbox.tell;

import org.jspecify.annotations.NullMarked;
