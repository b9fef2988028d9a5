package dev.signalbox.local.events;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Where AWS's services put their own events. */
@FunctionalInterface
public interface EventBus {

    /**
     * Puts an event on the default bus; the bus adds id, time, account and region. Returns before it is delivered.
     *
     * @param source such as {@code aws.codecommit}
     * @param detailType such as {@code CodeCommit Repository State Change}
     * @param resources ARNs
     */
    void emit(String source, String detailType, List<String> resources, ObjectNode detail);
}
