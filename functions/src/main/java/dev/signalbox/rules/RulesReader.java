package dev.signalbox.rules;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads rules files of one account. Whatever a file holds, the answer is its rules or its problems, found in one go, in bounded time.
 * When the account's own layer is broken, its problems are the answer to everything. Safe for many threads.
 */
public final class RulesReader {

    /** The rules file, at a repository's root. */
    public static final String FILE = ".signalbox.yml";

    private final Account account;
    private final Read<AccountLayer> layer;

    private record Read<T>(T value, List<Problem> problems) {
    }

    public RulesReader(Account account) {
        this.account = account;
        layer = account.layer().isBlank() ? new Read<>(AccountLayer.NONE, List.of())
                : parsed(Account.FILE, account.layer(), AccountLayer.NONE, (reader, root) -> reader.account(root, account));
    }

    /** Reads the file's bytes, which must be UTF-8. */
    public Reading read(byte[] file) {
        if (file.length > Yaml.LONGEST) {
            return tooLarge();
        }
        try {
            return read(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString());
        } catch (CharacterCodingException notUtf8) {
            return broken("expected UTF-8 text");
        }
    }

    /** Reads the file's text. */
    public Reading read(String text) {
        return reading(parsed(FILE, text, new Rules(List.of()),
                (reader, root) -> reader.rules(root, account, layer.value())));
    }

    /** The rules of a repository that has a {@code buildspec.yml} and no rules file. */
    public Reading standard() {
        Findings findings = new Findings();
        return reading(looked(findings, Rules.standard(), () -> new FileReader(findings).standard(account, layer.value())));
    }

    /** A file that AWS would not hand out, being too large for it. */
    public static Reading tooLarge() {
        return broken("expected at most %,d bytes".formatted(Yaml.LONGEST));
    }

    private static Reading broken(String message) {
        return new Reading.Broken(List.of(new Problem(FILE, 1, 1, message)));
    }

    private Reading reading(Read<Rules> read) {
        if (!layer.problems().isEmpty()) {
            return new Reading.Broken(layer.problems());
        }
        return read.problems().isEmpty() ? new Reading.Understood(read.value()) : new Reading.Broken(read.problems());
    }

    private static <T> Read<T> parsed(String file, String text, T broken, BiFunction<FileReader, Node, T> reader) {
        Findings findings = new Findings();
        try {
            Node root = Yaml.read(file, text).orElseThrow(() -> new Yaml.Unreadable(new Problem(file, 1, 1, "expected 'version: 1'")));
            return looked(findings, broken, () -> reader.apply(new FileReader(findings), root));
        } catch (Yaml.Unreadable unreadable) {
            return new Read<>(broken, List.of(unreadable.problem()));
        }
    }

    private static <T> Read<T> looked(Findings findings, T broken, Supplier<T> reader) {
        try {
            T value = reader.get();
            return new Read<>(value, findings.problems());
        } catch (Findings.TooMany tooMany) {
            return new Read<>(broken, findings.problems());
        }
    }
}
