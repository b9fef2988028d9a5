package dev.signalbox.local.front;

/** Decides whether a caller may do something. */
@FunctionalInterface
public interface Gate {

    /** Returns when it is allowed. @throws AccessDenied when it is not */
    void check(Caller caller, Permission permission);

    /** Lets everybody do everything: for tests of one service. */
    static Gate open() {
        return (caller, permission) -> { };
    }
}
