package dev.signalbox.local.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

import dev.signalbox.rules.Account;
import dev.signalbox.rules.CodeBuildTypes;
import dev.signalbox.rules.Problem;
import dev.signalbox.rules.Reading;
import dev.signalbox.rules.RulesReader;
import dev.signalbox.rules.Words;

/** That the schema editors use says what the reader says. */
class RulesSchemaTest {

    private static final JsonNode TEXT = Project.json(Project.text("docs/rules.schema.json"));
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(TEXT);
    private static final RulesReader READER = new RulesReader(Account.SILENT);

    /** What only the reader can see, since it takes more than one place, or a language of its own. */
    private static final Pattern BEYOND = Pattern.compile(".*(?:no build is named|expected no cycle|in the field|expected \\? in one|"
            + "expected six fields|it looks like|expected a time zone|expected 5m to 36h|expected braces|expected \\{ before|"
            + "expected alternatives|expected a set|expected a range|expected a pattern of|combinations|no variable of the matrix|"
            + "is no value of|only once|elsewhere|expected one 'key:'|expected the log to go|privileged builds|whose name begins with|"
            + "different times|only once in a build|fits a whole|, without refs/|no name of a branch or tag holds one|these let ).*");

    private static JsonNode definition(Words place) {
        return TEXT.path("$defs").path(place.name().toLowerCase(Locale.ROOT));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @ParameterizedTest
    @EnumSource(Words.class)
    void theSameWordsStandAtTheSamePlace(Words place) {
        assertEquals(place.words(), names(definition(place).path("properties")));
        if (place != Words.MATRIX) {
            assertEquals(BooleanNode.FALSE, definition(place).path("additionalProperties"));
        }
    }

    @Test
    void whoeverPointsAtAWordIsToldWhatItMeans() {
        List<String> silent = Stream.of(Words.values()).flatMap(place -> place.words().stream().filter(word -> {
            JsonNode property = definition(place).path("properties").path(word);
            JsonNode target = property.has("$ref") ? TEXT.at(property.path("$ref").textValue().substring(1)) : property;
            return target.path("description").asText().isBlank();
        }).map(word -> place + " " + word)).toList();
        assertEquals(List.of(), silent);
    }

    @Test
    void machinesHaveTheReadersWords() {
        assertEquals(CodeBuildTypes.COMPUTE, texts(definition(Words.BUILD).at("/properties/compute/enum")));
        assertEquals(CodeBuildTypes.ENVIRONMENT, texts(definition(Words.DEFAULTS).at("/properties/environment/enum")));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.textValue()));
        return texts;
    }

    /** What every place can hold, all of it right. */
    static List<String> whole() {
        List<String> files = new ArrayList<>();
        new Load(LoadSettings.builder().setSchema(new CoreSchema()).build())
                .loadAllFromString(Project.text("local/src/test/resources/rules/whole.yml"))
                .forEach(file -> files.add(new ObjectMapper().valueToTree(file).toString()));
        return files;
    }

    @ParameterizedTest
    @MethodSource("whole")
    void whatIsRightIsRightForBoth(String text) {
        assertEquals("", said(READER.read(text)));
        assertTrue(isRight(Project.json(text)), text);
    }

    @Test
    void everyWordIsAmongWhatIsRight() {
        String all = String.join(" ", whole());
        assertEquals(List.of(), Stream.of(Words.values()).filter(place -> place != Words.ACCOUNT).flatMap(place -> place.words().stream())
                .filter(word -> !all.contains('"' + word + '"')).toList());
    }

    /** A right file, changed somewhere: both take it, or neither does, unless only the reader can see what is wrong. */
    @Property(tries = 4000)
    void whatIsChangedIsRightForBothOrForNeither(@ForAll long seed) {
        Random random = new Random(seed);
        List<String> files = whole();
        ObjectNode file = (ObjectNode) Project.json(files.get(random.nextInt(files.size())));
        change(file, random);
        boolean schema = isRight(file);
        Reading reading = READER.read(file.toString());
        Statistics.label("schema and reader").collect(schema, reading instanceof Reading.Understood);
        switch (reading) {
            case Reading.Understood _ -> assertTrue(schema, () -> "the reader alone takes " + file);
            case Reading.Broken broken when schema -> assertTrue(
                    broken.problems().stream().allMatch(problem -> onlyTheReaderSees(problem, file.toString())),
                    () -> "the schema alone takes " + file + ": " + broken.reason());
            case Reading.Broken broken -> assertFalse(broken.problems().isEmpty());
            case Reading.Nothing() -> throw new AssertionError("a text is something");
        }
        Statistics.label("schema and reader").coverage(seen -> {
            seen.check(true, true).percentage(percent -> percent > 5);
            seen.check(false, false).percentage(percent -> percent > 20);
        });
    }

    @Test
    void theAccountsLayerHasItsOwnPartOfTheSchema() {
        Schema account = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
                registry -> registry.schemas(Map.of("urn:rules", TEXT.toString())))
                .getSchema(SchemaLocation.of("urn:rules#/$defs/account"));
        String right = """
                {"version": 1, "defaults": {"timeout": "5m"}, "enforced": {"image": "a/b"}, "concurrency": 3, "skip": ["a"]}""";
        List<String> wrong = List.of(right.replace("enforced", "builds"), right.replace("\"version\": 1, ", ""), right.replace("5m", "5"));
        for (String layer : Stream.concat(Stream.of(right), wrong.stream()).toList()) {
            boolean reader = new RulesReader(new Account(layer, "signalbox/", "")).standard() instanceof Reading.Understood;
            assertEquals(reader, account.validate(layer, InputFormat.JSON).isEmpty(), layer);
            assertEquals(layer.equals(right), reader, layer);
        }
    }

    /** A number without quotes is a text to the reader, whose shape a schema does not look at. */
    private static boolean onlyTheReaderSees(Problem problem, String file) {
        return BEYOND.matcher(problem.message()).matches() || "-0123456789".indexOf(file.charAt(problem.column() - 1)) >= 0;
    }

    private static boolean isRight(JsonNode file) {
        return SCHEMA.validate(file.toString(), InputFormat.JSON).isEmpty();
    }

    private static String said(Reading reading) {
        return reading instanceof Reading.Broken broken ? broken.reason() : "";
    }

    /** Replaces a value, takes a member away, adds one, or gives one another name. */
    private static void change(ObjectNode file, Random random) {
        List<JsonNode> places = new ArrayList<>();
        collect(file, places);
        JsonNode place = places.get(random.nextInt(places.size()));
        switch (place) {
            case ArrayNode list when !list.isEmpty() && random.nextInt(4) > 0 -> list.set(random.nextInt(list.size()), any(random, 2));
            case ArrayNode list when random.nextBoolean() -> list.removeAll();
            case ArrayNode list -> list.add(any(random, 2));
            case ObjectNode members when members.isEmpty() -> members.set(word(random), any(random, 2));
            case ObjectNode members -> {
                String name = pick(names(members), random);
                switch (random.nextInt(6)) {
                    case 0 -> members.remove(name);
                    case 1 -> members.set(word(random), members.get(name));
                    default -> members.set(name, any(random, 2));
                }
            }
            default -> { }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> places) {
        if (node.isContainerNode()) {
            places.add(node);
            node.forEach(child -> collect(child, places));
        }
    }

    private static JsonNode any(Random random, int depth) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0 -> IntNode.valueOf(pick(List.of(4242, 0, 1, 42, -1), random));
            case 1 -> random.nextInt(3) == 0 ? NullNode.instance : BooleanNode.valueOf(random.nextBoolean());
            case 2, 3, 4 -> TextNode.valueOf(pick(SOME, random));
            case 5 -> nodes.arrayNode().add(any(random, depth - 1));
            case 6 -> random.nextBoolean() ? nodes.objectNode() : nodes.arrayNode();
            default -> nodes.objectNode().set(word(random), any(random, depth - 1));
        };
    }

    private static final List<String> SOME = List.of("main", "a", "a b", "", "/a", "a/b", "-a", "A_1", "40", "41", "100", "100.5", "72.5",
            "0", "30m", "1h", "m", "1 hour", "2 hours", "2 hour", "0 3 ? * MON *", "0 3 * *", "UTC", "alias/a", "my-bucket", "my_bucket",
            "my-bucket/a", "10.0.0.1", "signalbox/a", "/signalbox/a", "a:b", "a:b:c", "version: 0.2\nx", "a\nb", "tab\there", "\\", "!a",
            "!", "[a", "{a,b}", "failed", "unchanged", "skip", "push", "true", "a..b", "a.lock", "aws/codebuild/standard:7.0", "\u00e9",
            "x".repeat(101), "x".repeat(257), "x".repeat(600));

    private static String word(Random random) {
        List<String> words = Stream.concat(Stream.of(Words.values()).flatMap(place -> place.words().stream()),
                Stream.of("A", "AWS_A", "a b", "", "lint", "x".repeat(41))).distinct().collect(Collectors.toList());
        return pick(words, random);
    }

    private static <T> T pick(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
