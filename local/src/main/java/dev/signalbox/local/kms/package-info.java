/** KMS: the template's keys, their names and policies. Nothing is encrypted here; use of a key needs its permissions. */
@NullMarked
package dev.signalbox.local.kms;

import org.jspecify.annotations.NullMarked;
