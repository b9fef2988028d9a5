/**
 * The front door: every call to the local cloud, from outside by HTTP or from one service to another, passes here and is
 * identified, allowed or refused, recorded and handed to the service that has the operation. Services know this package;
 * it knows no service.
 */
@NullMarked
package dev.signalbox.local.front;

import org.jspecify.annotations.NullMarked;
