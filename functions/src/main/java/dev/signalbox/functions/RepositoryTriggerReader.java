package dev.signalbox.functions;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.amazonaws.services.lambda.runtime.events.CodeCommitEvent;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import org.joda.time.DateTime;
import org.jspecify.annotations.Nullable;

import dev.signalbox.trigger.NotUnderstood;
import dev.signalbox.trigger.Origin;
import dev.signalbox.trigger.Shapes;
import dev.signalbox.trigger.Trigger;

/**
 * Reads the events of repository triggers, CodeCommit's mechanism from before EventBridge: {@code Records[].codecommit.references[]}.
 * They never tell where a reference was before.
 */
final class RepositoryTriggerReader {

    /** A push of more references than this is no person's. */
    private static final int MOST_REFERENCES = 100;

    /** {@link CodeCommitEvent} spells some members in another case than the event does. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .withCoercionConfig(LogicalType.Textual, config -> {
                config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
            })
            .addModule(new SimpleModule().addDeserializer(DateTime.class, new Times()))
            .build();

    /** Times such as {@code 2016-01-01T23:59:59.000+0000}. */
    private static final class Times extends StdDeserializer<DateTime> {

        Times() {
            super(DateTime.class);
        }

        @Override
        public DateTime deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                return DateTime.parse(parser.getText());
            } catch (IllegalArgumentException notATime) {
                return (DateTime) context.handleWeirdStringValue(DateTime.class, parser.getText(), "expected a time");
            }
        }
    }

    /** What each reference of the event tells. */
    List<Trigger> read(JsonNode event) throws NotUnderstood {
        List<Trigger> triggers = new ArrayList<>();
        List<CodeCommitEvent.Record> records = decoded(event).getRecords();
        for (int i = 0; records != null && i < records.size(); i++) {
            String path = "Records[%d]".formatted(i);
            read(triggers, present(records.get(i), path, "a record"), event.path("Records").path(i), path);
        }
        if (triggers.isEmpty()) {
            throw new NotUnderstood("Records: expected at least one reference");
        }
        return triggers;
    }

    private static CodeCommitEvent decoded(JsonNode event) throws NotUnderstood {
        try {
            return MAPPER.treeToValue(event, CodeCommitEvent.class);
        } catch (JsonProcessingException wrong) {
            throw new NotUnderstood("Records: not those of a repository trigger: " + wrong.getOriginalMessage());
        }
    }

    private static void read(List<Trigger> triggers, CodeCommitEvent.Record record, JsonNode node, String path) throws NotUnderstood {
        if (!"aws:codecommit".equals(record.getEventSource())) {
            throw new NotUnderstood(path + ".eventSource: expected aws:codecommit");
        }
        Matcher arn = fitting(record.getEventSourceArn(), Shapes.REPOSITORY_ARN, path + ".eventSourceARN", "a repository's ARN");
        DateTime time = present(record.getEventTime(), path + ".eventTime", "a time");
        Origin origin = new Origin(fitting(record.getEventId(), Shapes.ID, path + ".eventId", "an id").group(),
                Instant.ofEpochMilli(time.getMillis()),
                record.getUserIdentityArn() == null ? ""
                        : fitting(record.getUserIdentityArn(), Shapes.ARN, path + ".userIdentityARN", "an ARN").group());
        CodeCommitEvent.CodeCommit told = present(record.getCodeCommit(), path + ".codecommit", "an object");
        List<CodeCommitEvent.Reference> references = present(told.getReferences(), path + ".codecommit.references", "a list");
        for (int i = 0; i < references.size(); i++) {
            String at = "%s.codecommit.references[%d]".formatted(path, i);
            // CodeCommitEvent has no member for a reference that is gone.
            boolean deleted = node.path("codecommit").path("references").path(i).path("deleted").asBoolean();
            triggers.add(read(origin, arn.group(1), present(references.get(i), at, "a reference"), deleted, at));
            if (triggers.size() > MOST_REFERENCES) {
                throw new NotUnderstood("Records: expected at most %d references".formatted(MOST_REFERENCES));
            }
        }
    }

    private static Trigger read(Origin origin, String repository, CodeCommitEvent.Reference reference, boolean deleted, String path)
            throws NotUnderstood {
        String commit = fitting(reference.getCommit(), Shapes.COMMIT, path + ".commit", "a commit id, 40 or 64 hex digits").group();
        Matcher ref = fitting(reference.getRef(), Shapes.REFERENCE, path + ".ref", "refs/heads/... or refs/tags/...");
        boolean branch = ref.group(1).equals("heads");
        String name = ref.group(2);
        if (deleted) {
            return new Trigger.RefDeleted(origin, repository, branch ? "branch" : "tag", name, commit);
        }
        return branch
                ? new Trigger.BranchPushed(origin, repository, name, commit, "")
                : new Trigger.TagPushed(origin, repository, name, commit, "");
    }

    private static Matcher fitting(@Nullable String text, Pattern pattern, String path, String expected) throws NotUnderstood {
        Matcher matcher = pattern.matcher(present(text, path, expected));
        if (!matcher.matches()) {
            throw new NotUnderstood("%s: expected %s".formatted(path, expected));
        }
        return matcher;
    }

    private static <T> T present(@Nullable T value, String path, String expected) throws NotUnderstood {
        if (value == null) {
            throw new NotUnderstood("%s: expected %s, not nothing".formatted(path, expected));
        }
        return value;
    }
}
