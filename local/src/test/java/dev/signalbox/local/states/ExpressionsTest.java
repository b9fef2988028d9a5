package dev.signalbox.local.states;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.signalbox.local.states.Expressions.Bindings;

class ExpressionsTest {

    private static final String INPUT = """
            {"one": [1], "none": [], "nothing": null, "nulls": [null, 1], "inner": {"list": [{"a": 1}], "empty": []},
             "whole": 5, "long": 9007199254740993, "decimal": 1.5, "text": "é", "yes": true,
             "waves": [{"builds": [{"name": "unit"}]}], "two": [{"v": 1, "ok": true}, {"v": 2, "ok": false}]}""";

    private static JsonNode value(String expression) {
        ObjectNode states = Neighbours.JSON.createObjectNode();
        states.set("input", Neighbours.json(INPUT));
        return Expressions.fill(Neighbours.JSON.getNodeFactory().textNode("{% " + expression + " %}"), "Output",
                new Bindings(states, Map.of("list", Neighbours.json("[]"), "number", Neighbours.json("7"))));
    }

    /** The right column is what the reference implementation, jsonata 2.0.6, gives. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "$states.input.one | [1]",
        "$states.input.one[0] | 1",
        "[$states.input.one] | [1]",
        "[$states.input.none] | []",
        "$states.input.none | []",
        "$states.input.inner.list | [{\"a\":1}]",
        "$states.input.inner.list.a | 1",
        "$states.input.inner.list[].a | [1]",
        "$states.input.inner.empty | []",
        "$states.input.nothing | null",
        "$states.input.nulls | [null,1]",
        "$states.input.whole + 1 | 6",
        "$states.input.decimal * 2 | 3",
        "$states.input.decimal | 1.5",
        "$states.input.waves[0].builds | [{\"name\":\"unit\"}]",
        "[$states.input.waves[0].builds] | [{\"name\":\"unit\"}]",
        "[$list, $states.input.one] | [1]",
        "[$list, $list] | []",
        "$append($list, $states.input.one) | [1]",
        "$count($states.input.two[ok and v != 2]) | 1",
        "$count($states.input.two[v > 5]) | 0",
        "$count($states.input.missing) | 0",
        "{'a': $states.input.missing, 'b': 1} | {\"b\":1}",
        "$merge([{'a': 1}, {'a': 2}, {}]) | {\"a\":2}",
        "$number & '' | `7`",
        "$states.input.missing & '' | ``",
        "$string($states.input.inner) | `{\"list\":[{\"a\":1}],\"empty\":[]}`",
        "$match('\"S\":\"F\"', /\"S\":\"([A-Z]+)\"/)[0].groups[0] | `F`",
        "$match('\"S\":\"F\",\"S\":\"G\"', /\"S\":\"([A-Z]+)\"/)[0].groups[0] | `F`",
        "$length($states.input.text) | 1",
        "$exists($states.input.nothing) | true",
        "$type($states.input.nothing) | `null`",
        "$map([1], function($v) { $v + $number }) | 8",
        "1e3 | 1000",
        "10 / 4 | 2.5"
    })
    void anExpressionGivesWhatTheReferenceImplementationGives(String expression, String expected) {
        JsonNode found = value(expression);
        assertEquals(expected == null ? "" : expected, found.isTextual() ? found.textValue() : found.toString());
    }

    @Test
    void aWholeNumberStaysExactWhileItFitsInALong() {
        assertEquals("9007199254740993", value("$states.input.long").toString());
        assertTrue(value("$states.input.whole").isIntegralNumber());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "$parse('{\"a\": [1, null]}') | {\"a\":[1,null]}",
        "$partition([1, 2, 3], 2) | [[1,2],[3]]",
        "$range(0, 6, 3) | [0,3,6]",
        "$range(1, 1, 1) | 1",
        "$hash('abc', 'MD5') | \"900150983cd24fb0d6963f7d28e17f72\"",
        "$random(5) = $random(5) | true",
        "$random() < 1 | true",
        "$length($uuid()) | 36"
    })
    void stepFunctionsOwnFunctionsAreThere(String expression, String expected) {
        assertEquals(expected, value(expression).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"$states.input.missing", "$states.input.missing.deeper", "$hash('x')", "$match('a', /b/)", "$partition([], 1)"})
    void nothingIsAnError(String expression) {
        StateFailure failure = assertThrows(StateFailure.class, () -> value(expression));
        assertEquals("States.QueryEvaluationError", failure.error());
        assertEquals("The JSONata expression '" + expression + "' specified for the field 'Output' returned nothing (undefined).",
                failure.cause());
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a' + 1", "$eval('1')", "$error('no')", "$parse('{')", "$nope()", "function($x) { $x }",
        "($f := function($n) { $n + $f($n + 1) }; $f(0))"})
    void whatThrowsIsAnErrorThatNamesTheField(String expression) {
        StateFailure failure = assertThrows(StateFailure.class, () -> value(expression));
        assertEquals("States.QueryEvaluationError", failure.error());
        assertEquals("Output", failure.location());
        assertTrue(failure.cause().contains("threw an error during evaluation"), failure.cause());
    }

    @Test
    void anErrorDeepInATemplateNamesItsPlace() {
        JsonNode template = Neighbours.json("{\"a\": [1, {\"b\": \"{% $states.input.missing %}\"}]}");
        StateFailure failure = assertThrows(StateFailure.class,
                () -> Expressions.fill(template, "Output", new Bindings(Neighbours.JSON.createObjectNode(), Map.of())));
        assertEquals("Output/a[1]/b", failure.location());
    }

    @Test
    void aTemplateKeepsWhatIsNoExpression() {
        JsonNode template = Neighbours.json("{\"a\": [1, \"x % y\", null, true], \"b\": {\"c\": \"{% 1 + 1 %}\"}}");
        assertEquals("{\"a\":[1,\"x % y\",null,true],\"b\":{\"c\":2}}",
                Expressions.fill(template, "Output", new Bindings(Neighbours.JSON.createObjectNode(), Map.of())).toString());
    }

    @Test
    void referencesAreThoseThatTheExpressionDoesNotMakeItself() {
        References found = References.of("( $a := $b; /* $no */ $map($list, function($v, $i) { $v & '$no' & $i }) ; "
                + "$match($states.errorOutput.Cause, /\"$no\"/) ~> $count($states.`input`) ; 4 / $c / 2 )");
        assertEquals(Set.of("b", "map", "list", "match", "states", "count", "c"), found.names());
        assertTrue(found.states().contains("errorOutput"));
    }
}
