package dev.signalbox.local.front;

/** How a service's calls look on the wire (FACTS: what clients speak today). */
public enum Protocol { JSON_1_0, JSON_1_1, QUERY, REST_JSON, REST_XML }
