package dev.signalbox.local.front;

import java.util.LinkedHashMap;
import java.util.Map;

/** An HTTP answer: its status, headers and body. */
record Answer(int status, Map<String, String> headers, byte[] body) {

    static Answer of(int status, String contentType, byte[] body) {
        return new Answer(status, Map.of("Content-Type", contentType), body);
    }

    Answer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body);
    }
}
