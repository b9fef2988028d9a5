package dev.signalbox.local.front;

/** Decides whether a service may act under a role. */
@FunctionalInterface
public interface Trust {

    /** Whether there is such a role and its trust policy lets the service assume it. */
    boolean lets(Caller.Service service, String roleArn);
}
