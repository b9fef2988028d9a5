/** Secrets Manager: secrets and their versions, in memory. */
@NullMarked
package dev.signalbox.local.secretsmanager;

import org.jspecify.annotations.NullMarked;
