package dev.signalbox.rules;

import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads where a build's log goes. */
final class LogsReader {

    private static final Pattern FOLDER = Pattern.compile(Storage.BUCKET_NAME + "(?:/" + Storage.PATH_TEXT + ")?");

    private final Findings findings;

    LogsReader(Findings findings) {
        this.findings = findings;
    }

    BuildRule.Logs read(Node node) {
        Map<String, Node> members = findings.members(node, "'cloudwatch:' or 's3:'", Words.LOGS);
        if (node instanceof MappingNode && members.isEmpty()) {
            findings.add(node, "expected 'cloudwatch:' or 's3:'");
        }
        Node cloudWatch = members.get("cloudwatch");
        Map<String, Node> where = cloudWatch == null || Findings.isBool(cloudWatch) ? Map.of()
                : findings.members(cloudWatch, "true, false, or 'group:' and 'stream:'", Words.CLOUDWATCH);
        boolean toCloudWatch = cloudWatch == null || !Findings.isBool(cloudWatch) || findings.bool(cloudWatch);
        Node s3 = members.get("s3");
        boolean toS3 = s3 != null && (!Findings.isBool(s3) || findings.bool(s3));
        if (!toCloudWatch && !toS3) {
            findings.add(node, "expected the log to go somewhere: 'cloudwatch: true' or 's3: true'");
        }
        String[] folder = folder(s3).split("/", 2);
        return new BuildRule.Logs(toCloudWatch,
                findings.matching(where.get("group"), Storage.LOG_GROUP, "the name of a log group", ""),
                findings.matching(where.get("stream"), Storage.LOG_STREAM, "a prefix of a log stream's name", ""),
                toS3, folder[0], folder.length > 1 ? folder[1] : "");
    }

    private String folder(@Nullable Node s3) {
        return s3 == null || Findings.isBool(s3) ? "" : findings.matching(s3, FOLDER, "true, false or bucket/prefix");
    }
}
