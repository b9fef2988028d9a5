package dev.signalbox.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.signalbox.run.Place.End;

/**
 * The input of a run that ends before it begins, made of the input it would have begun with: no waves, and why. Its execution
 * tells of it, and its name keeps anyone from beginning it after all.
 */
final class Unbegun {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Unbegun() {
    }

    static String input(String input, End.Told why) {
        try {
            ObjectNode document = (ObjectNode) JSON.readTree(input);
            document.putArray("waves");
            switch (why) {
                case End.Superseded(RunId by) -> document.putObject("superseded").put("by", by.value());
                case End.Withdrawn(String cause) -> document.putObject("withdrawn").put("reason", cause);
            }
            return document.toString();
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("the input of a run is not JSON", broken);
        }
    }
}
