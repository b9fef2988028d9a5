package dev.signalbox.local.front;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Locale;

import com.fasterxml.jackson.databind.node.TextNode;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

/** Single values as text, where a protocol has only text: in queries, headers, paths and XML. */
final class Scalars {

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Scalars() {
    }

    /**
     * Reads a value of a field's type.
     *
     * @throws MalformedShape when the text is none
     */
    static Object read(String text, SdkField<?> field, String path) {
        MarshallingKnownType type = field.marshallingType().getKnownType();
        try {
            return switch (type) {
                case STRING -> text;
                case INTEGER -> Integer.valueOf(text.strip());
                case LONG -> Long.valueOf(text.strip());
                case SHORT -> Short.valueOf(text.strip());
                case BYTE -> Byte.valueOf(text.strip());
                case FLOAT -> Float.valueOf(text.strip());
                case DOUBLE -> Double.valueOf(text.strip());
                case BIG_DECIMAL -> new BigDecimal(text.strip());
                case BOOLEAN -> truth(text.strip());
                case INSTANT -> instant(text.strip());
                case SDK_BYTES -> SdkBytes.fromByteArray(Base64.getDecoder().decode(text.strip()));
                case NULL, DOCUMENT, SDK_POJO, LIST, MAP -> throw new IllegalStateException(path + " is no single value but a " + type);
            };
        } catch (IllegalArgumentException | DateTimeException _) {
            throw new MalformedShape(path, "a value of type " + type, TextNode.valueOf(text));
        }
    }

    /** Writes a value; a time in the field's own format, else in the one that is usual in its place. */
    static String write(Object value, SdkField<?> field, Format usual) {
        return switch (value) {
            case Instant time -> time(time, field.getOptionalTrait(TimestampFormatTrait.class)
                    .map(TimestampFormatTrait::format).orElse(usual));
            case SdkBytes bytes -> Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
            case BigDecimal number -> number.toPlainString();
            default -> value.toString();
        };
    }

    private static String time(Instant time, Format format) {
        return switch (format) {
            case ISO_8601 -> DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.MILLIS));
            case RFC_822 -> HTTP_DATE.format(time);
            case UNIX_TIMESTAMP -> BigDecimal.valueOf(time.toEpochMilli(), 3).toPlainString();
            case UNIX_TIMESTAMP_MILLIS -> Long.toString(time.toEpochMilli());
        };
    }

    /** Clients write times in every format, whatever the model says: all are read. */
    private static Instant instant(String text) {
        if (text.matches("-?\\d+(\\.\\d+)?")) {
            return Instant.ofEpochMilli(new BigDecimal(text).movePointRight(3).longValue());
        }
        if (Character.isLetter(text.isEmpty() ? ' ' : text.charAt(0))) {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
        }
        return OffsetDateTime.parse(text).toInstant();
    }

    private static Boolean truth(String text) {
        return switch (text) {
            case "true", "True" -> true;
            case "false", "False" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }
}
