package dev.signalbox.rules;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads where artifacts go. */
final class ArtifactsReader {

    /** Source: StartBuild, secondaryArtifactsOverride. */
    private static final int MOST_SECONDARY = 12;
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9_]{1,127}");

    private final Findings findings;

    ArtifactsReader(Findings findings) {
        this.findings = findings;
    }

    SortedMap<String, BuildRule.Artifacts> read(Node node) {
        SortedMap<String, BuildRule.Artifacts> read = new TreeMap<>();
        Map<String, Node> members = members(node, Words.ARTIFACTS);
        boolean onlySecondary = members.size() == 1 && members.containsKey("secondary");
        if (!onlySecondary) {
            read.put("", artifacts(members));
        }
        if (members.get("secondary") instanceof Node secondary) {
            read.putAll(secondary(secondary));
        }
        checkKey(node, read);
        return read;
    }

    private SortedMap<String, BuildRule.Artifacts> secondary(Node node) {
        SortedMap<String, BuildRule.Artifacts> read = new TreeMap<>();
        Map<String, Node> members = findings.members(node, "artifacts by the identifiers that the buildspec gives them");
        if (node instanceof MappingNode && (members.isEmpty() || members.size() > MOST_SECONDARY)) {
            findings.add(node, "expected 1 to %d secondary artifacts".formatted(MOST_SECONDARY));
        }
        members.forEach((identifier, one) -> {
            if (!IDENTIFIER.matcher(identifier).matches()) {
                findings.add(one, "%s: expected an identifier of letters, digits and _".formatted(Texts.quoted(identifier)));
            }
            read.put(identifier, artifacts(members(one, Words.SECONDARY)));
        });
        return read;
    }

    private Map<String, Node> members(Node node, Words words) {
        return Findings.isEmpty(node) ? Map.of() : findings.members(node, "'bucket:', 'path:' or 'name:'", words);
    }

    private BuildRule.Artifacts artifacts(Map<String, Node> members) {
        return new BuildRule.Artifacts(
                text(members.get("bucket"), Storage.BUCKET, "the name of an S3 bucket"),
                text(members.get("path"), Storage.PATH, "a folder in the bucket, without a leading /"),
                text(members.get("name"), Storage.PATH, "a name without a leading /"),
                findings.bool(members.get("zip"), true),
                text(members.get("key"), Storage.KEY, "the ARN of a KMS key, or alias/NAME"));
    }

    private String text(@Nullable Node node, Pattern shape, String expected) {
        return findings.matching(node, shape, expected, "");
    }

    /** CodeBuild takes one key for all artifacts of a build. */
    private void checkKey(Node node, Map<String, BuildRule.Artifacts> artifacts) {
        if (artifacts.values().stream().map(BuildRule.Artifacts::key).filter(key -> !key.isEmpty()).distinct().count() > 1) {
            findings.add(node, "expected one 'key:' for all artifacts of a build, since CodeBuild takes no more");
        }
    }
}
