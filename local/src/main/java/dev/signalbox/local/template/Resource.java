package dev.signalbox.local.template;

import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One resource of the stack.
 *
 * @param logicalId its name in the template
 * @param type such as {@code AWS::Events::Rule}
 * @param physicalId what {@code !Ref} gives
 * @param attributes what {@code !GetAtt} gives
 * @param properties the template's properties, every intrinsic function resolved; what is {@code AWS::NoValue} is left out
 */
public record Resource(String logicalId, String type, String physicalId, Map<String, String> attributes, ObjectNode properties) {

    /** The resource's ARN. */
    public String arn() {
        String arn = attributes.get("Arn");
        if (arn == null) {
            throw new IllegalStateException(logicalId + " has no Arn");
        }
        return arn;
    }
}
