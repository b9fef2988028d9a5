/** Policies: those of the template's roles and those of resources, and the gate that holds every call against them. */
@NullMarked
package dev.signalbox.local.iam;

import org.jspecify.annotations.NullMarked;
