/**
 * The interfaces of {@code run}, {@code verdict} and {@code pullrequest} on AWS's own clients: one small class for each, named service
 * first.
 * An error that may pass is thrown on as it is; one that will not is turned into the fact it stands for.
 * Nothing is decided here, and nothing but {@code functions} may import this package.
 */
@NullMarked
package dev.signalbox.aws;

import org.jspecify.annotations.NullMarked;
