package dev.signalbox.local.front;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Makes shapes with values of every kind in them, the same for the same seed. */
final class AnyShape {

    private static final int DEEPEST = 7;
    private static final String PLAIN = "abcXYZ019-_";
    private static final String RICH = PLAIN + " <>&\"'\r\n\t%+/=;äß€漢\\{}[]";

    private final Random random;
    private final String letters;
    private final boolean sparse;

    private AnyShape(long seed, String letters, boolean sparse) {
        random = new Random(seed);
        this.letters = letters;
        this.sparse = sparse;
    }

    /** Every member set, texts of all kinds. */
    static <T> T whole(SdkBuilder<?, T> builder, long seed) {
        return new AnyShape(seed, RICH, false).fill(builder, 0);
    }

    /** Every member set, texts that fit into headers and names. */
    static <T> T plain(SdkBuilder<?, T> builder, long seed) {
        return new AnyShape(seed, PLAIN, false).fill(builder, 0);
    }

    /** Some members left out. */
    static <T> T sparse(SdkBuilder<?, T> builder, long seed) {
        return new AnyShape(seed, RICH, true).fill(builder, 0);
    }

    private <T> T fill(SdkBuilder<?, T> builder, int depth) {
        SdkPojo target = (SdkPojo) builder;
        for (SdkField<?> field : target.sdkFields()) {
            boolean tooDeep = depth >= DEEPEST && switch (field.marshallingType().getKnownType()) {
                case SDK_POJO, LIST, MAP -> true;
                default -> false;
            };
            if (!tooDeep && !(sparse && random.nextInt(4) == 0)) {
                field.set(target, value(field, depth));
            }
        }
        return builder.build();
    }

    private Object value(SdkField<?> field, int depth) {
        return switch (field.marshallingType().getKnownType()) {
            case STRING -> text();
            case INTEGER -> random.nextInt();
            case SHORT -> (short) random.nextInt();
            case BYTE -> (byte) random.nextInt();
            case LONG -> random.nextLong();
            case FLOAT -> random.nextFloat();
            case DOUBLE -> random.nextGaussian() * 1e6;
            case BIG_DECIMAL -> BigDecimal.valueOf(random.nextInt(), 3);
            case BOOLEAN -> random.nextBoolean();
            case INSTANT -> Instant.ofEpochSecond(random.nextInt(Integer.MAX_VALUE));
            case SDK_BYTES -> {
                byte[] bytes = new byte[1 + random.nextInt(20)];
                random.nextBytes(bytes);
                yield SdkBytes.fromByteArray(bytes);
            }
            case SDK_POJO -> fill((SdkBuilder<?, ?>) field.constructor().get(), depth + 1);
            case LIST -> {
                List<Object> list = new ArrayList<>();
                for (int left = items(depth); left > 0; left--) {
                    list.add(value(field.getRequiredTrait(ListTrait.class).memberFieldInfo(), depth + 1));
                }
                yield list;
            }
            case MAP -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int left = items(depth); left > 0; left--) {
                    map.put("key" + left, value(field.getRequiredTrait(MapTrait.class).valueFieldInfo(), depth + 1));
                }
                yield map;
            }
            case NULL, DOCUMENT -> throw new IllegalStateException(field.memberName());
        };
    }

    private int items(int depth) {
        return depth > 1 ? 1 : 1 + random.nextInt(3);
    }

    private String text() {
        var text = new StringBuilder("x");
        for (int left = random.nextInt(12); left > 0; left--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.append("x").toString();
    }
}
