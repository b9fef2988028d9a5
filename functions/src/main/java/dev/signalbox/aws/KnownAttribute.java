package dev.signalbox.aws;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import dev.signalbox.verdict.Known;

/** What is known of a run's tests, as one attribute of an item: a map, or no attribute where an older version wrote the item. */
final class KnownAttribute {

    private KnownAttribute() {
    }

    static AttributeValue of(Known known) {
        Map<String, AttributeValue> map = new HashMap<>();
        map.put("builds", texts(known.builds()));
        map.put("failing", texts(known.failing()));
        map.put("all", AttributeValue.fromBool(known.all()));
        map.put("coverageOf", AttributeValue.fromS(known.coverageOf()));
        if (known.lines() != null) {
            map.put("lines", AttributeValue.fromN(known.lines().toPlainString()));
        }
        return AttributeValue.fromM(map);
    }

    static Known read(@Nullable AttributeValue value) {
        if (value == null) {
            return Known.NOTHING;
        }
        Map<String, AttributeValue> map = value.m();
        AttributeValue lines = map.get("lines");
        return new Known(texts(map.get("builds").l()), texts(map.get("failing").l()), map.get("all").bool(), map.get("coverageOf").s(),
                lines == null ? null : new BigDecimal(lines.n()));
    }

    private static AttributeValue texts(Collection<String> texts) {
        return AttributeValue.fromL(texts.stream().sorted().map(AttributeValue::fromS).toList());
    }

    private static Set<String> texts(List<AttributeValue> values) {
        return values.stream().map(AttributeValue::s).collect(Collectors.toSet());
    }
}
