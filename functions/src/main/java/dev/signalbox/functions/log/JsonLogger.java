package dev.signalbox.functions.log;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.MDCAdapter;
import software.amazon.lambda.powertools.logging.argument.StructuredArgument;
import software.amazon.lambda.powertools.logging.internal.JsonSerializer;

/**
 * Writes each event as one line of JSON in ASCII, with Powertools' names: {@code timestamp}, {@code level},
 * {@code message}, the structured arguments in their order, {@code error} with name, message and stack, and what Powertools knows of
 * the invocation.
 */
final class JsonLogger extends AbstractLogger {

    /** What Powertools knows as text and is none. */
    private static final Set<String> BARE = Set.of("cold_start", "function_memory_size", "sampling_rate");

    private final transient MDCAdapter context;
    private final transient InstantSource clock;

    JsonLogger(String name, MDCAdapter context, InstantSource clock) {
        this.name = name;
        this.context = context;
        this.clock = clock;
    }

    @Override
    protected void handleNormalizedLoggingCall(Level level, @Nullable Marker marker, @Nullable String message,
            Object @Nullable [] arguments, @Nullable Throwable error) {
        Object[] given = arguments == null ? new Object[0] : arguments;
        StringBuilder line = new StringBuilder(512);
        try (JsonSerializer json = new JsonSerializer(line)) {
            json.writeStartObject();
            json.writeStringField("timestamp", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
            json.writeSeparator();
            json.writeStringField("level", level.name());
            json.writeSeparator();
            json.writeStringField("message", MessageFormatter.basicArrayFormat(message, given));
            for (Object argument : given) {
                if (argument instanceof StructuredArgument fields) {
                    json.writeSeparator();
                    fields.writeTo(json);
                }
            }
            if (error != null) {
                write(error, json);
            }
            writeContext(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a line in memory is always written", impossible);
        }
        System.out.println(ascii(line));
    }

    /** Powertools leaves some control characters as they are, and the console's encoding is not ours to choose. */
    private static String ascii(CharSequence line) {
        StringBuilder ascii = new StringBuilder(line.length());
        line.chars().forEach(character -> {
            if (character >= ' ' && character <= '~') {
                ascii.append((char) character);
            } else {
                ascii.append("\\u").append(HexFormat.of().toHexDigits((char) character));
            }
        });
        return ascii.toString();
    }

    private void writeContext(JsonSerializer json) {
        Map<String, String> known = context.getCopyOfContextMap();
        if (known == null) {
            return;
        }
        new TreeMap<>(known).forEach((key, value) -> {
            json.writeSeparator();
            json.writeFieldName(key);
            if (BARE.contains(key)) {
                json.writeRaw(value);
            } else {
                json.writeString(value);
            }
        });
    }

    private static void write(Throwable error, JsonSerializer json) {
        StringWriter stack = new StringWriter();
        error.printStackTrace(new PrintWriter(stack));
        json.writeSeparator();
        json.writeFieldName("error");
        json.writeStartObject();
        json.writeStringField("name", error.getClass().getName());
        json.writeSeparator();
        json.writeStringField("message", String.valueOf(error.getMessage()));
        json.writeSeparator();
        json.writeStringField("stack", stack.toString());
        json.writeEndObject();
    }

    private boolean writes(Level level) {
        return level.toInt() >= JsonLogging.level(name).toInt();
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    public boolean isTraceEnabled() {
        return writes(Level.TRACE);
    }

    @Override
    public boolean isTraceEnabled(Marker marker) {
        return writes(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return writes(Level.DEBUG);
    }

    @Override
    public boolean isDebugEnabled(Marker marker) {
        return writes(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return writes(Level.INFO);
    }

    @Override
    public boolean isInfoEnabled(Marker marker) {
        return writes(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return writes(Level.WARN);
    }

    @Override
    public boolean isWarnEnabled(Marker marker) {
        return writes(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return writes(Level.ERROR);
    }

    @Override
    public boolean isErrorEnabled(Marker marker) {
        return writes(Level.ERROR);
    }
}
