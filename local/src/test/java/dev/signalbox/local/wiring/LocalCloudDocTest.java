package dev.signalbox.local.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.signalbox.local.LocalCloud;
import dev.signalbox.local.front.Operation;

/** docs/local-cloud.md says what is there: its table of operations is that of the cloud itself. */
class LocalCloudDocTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z0-9]+)` \\| (.+) \\|$", Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("`([A-Z][A-Za-z0-9]+)`");

    @Test
    void theTableNamesEveryOperationThatIsThereAndNoOther(@TempDir Path data) throws IOException {
        assertEquals(connected(data), documented());
    }

    private static String documented() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        ROW.matcher(Files.readString(HOME.resolve("docs/local-cloud.md"))).results().forEach(row -> rows.put(row.group(1),
                WORD.matcher(row.group(2)).results().map(word -> word.group(1)).collect(Collectors.toCollection(TreeSet::new)).toString()));
        return lines(rows);
    }

    private static String connected(Path data) throws IOException {
        Map<String, String> rows = new TreeMap<>();
        try (LocalCloud cloud = LocalCloud.start(new LocalCloud.Options(HOME, 0, data, Map.of(), Optional.empty()))) {
            Files.readAllLines(HOME.resolve("local/src/main/models/operations.txt")).stream().filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ")[0]).distinct()
                    .forEach(name -> cloud.calls().service(name).ifPresent(service -> rows.put(name,
                            service.operations().stream().map(Operation::name).collect(Collectors.toCollection(TreeSet::new)).toString())));
        }
        return lines(rows);
    }

    private static String lines(Map<String, String> rows) {
        return rows.entrySet().stream().map(row -> row.getKey() + " " + row.getValue()).collect(Collectors.joining("\n"));
    }
}
