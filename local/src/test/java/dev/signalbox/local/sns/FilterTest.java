package dev.signalbox.local.sns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

class FilterTest {

    private enum Verdict { PASSED, FAILED, ERRORED, CANCELLED }

    private static MessageAttributeValue value(String type, String value) {
        return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
    }

    private static String quoted(Set<Verdict> verdicts) {
        return verdicts.stream().map(verdict -> "\"" + verdict + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    @Property(tries = 200)
    void namedValuesPassAndOthersDoNot(@ForAll @NotEmpty Set<Verdict> wanted, @ForAll @Size(max = 3) Set<Verdict> told) {
        Filter filter = new Filter("{\"verdict\":" + quoted(wanted) + "}", false);
        boolean expected = told.stream().anyMatch(wanted::contains);
        assertEquals(expected, filter.passes("m", Map.of("verdict", value("String.Array", quoted(told)))));
        told.forEach(one -> assertEquals(wanted.contains(one), filter.passes("m", Map.of("verdict", value("String", one.name())))));
    }

    @Property(tries = 200)
    void numbersCompareAsNumbers(@ForAll @IntRange(min = -1_000, max = 1_000) int low, @ForAll @IntRange(min = 1, max = 50) int span,
            @ForAll @IntRange(min = -1_100, max = 1_100) int told) {
        Filter filter = new Filter("{\"n\":[{\"numeric\":[\">=\"," + low + ",\"<\"," + (low + span) + "]}]}", false);
        assertEquals(told >= low && told < low + span, filter.passes("m", Map.of("n", value("Number", Integer.toString(told)))));
        assertFalse(filter.passes("m", Map.of("n", value("String", "text"))));
    }

    @Example
    void everyKeyMustPassAndAnyOfItsValues() {
        Filter filter = new Filter("{\"a\":[\"x\",{\"prefix\":\"y\"}],\"b\":[{\"exists\":false}],\"c\":[{\"anything-but\":[\"z\"]}]}",
                false);
        assertTrue(filter.passes("m", Map.of("a", value("String", "yes"), "c", value("String", "c"))));
        assertFalse(filter.passes("m", Map.of("a", value("String", "yes"), "c", value("String", "z"))));
        assertFalse(filter.passes("m", Map.of("a", value("String", "yes"), "b", value("String", "b"), "c", value("String", "c"))));
    }

    @Example
    void attributesHaveAtMostFiveKeys() {
        String six = List.of("a", "b", "c", "d", "e", "f").stream().map(key -> "\"" + key + "\":[\"x\"]")
                .collect(Collectors.joining(",", "{", "}"));
        assertThrows(InvalidParameterException.class, () -> new Filter(six, false));
    }
}
