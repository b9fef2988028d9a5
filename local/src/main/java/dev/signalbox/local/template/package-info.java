/** Reads {@code template.yaml} as CloudFormation and SAM would, into resources whose properties hold no function any more. */
@NullMarked
package dev.signalbox.local.template;

import org.jspecify.annotations.NullMarked;
