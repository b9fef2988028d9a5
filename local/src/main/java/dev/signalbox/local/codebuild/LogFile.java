package dev.signalbox.local.codebuild;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

import software.amazon.awssdk.services.codebuild.model.LogsConfigStatusType;
import software.amazon.awssdk.services.codebuild.model.LogsLocation;
import software.amazon.awssdk.services.codebuild.model.S3LogsConfig;

/** A build's log for S3: one object, gzipped, named after the build's id and written when the build ends. */
final class LogFile {

    private static final String ARN = "arn:aws:s3:::";
    private static final Pattern LOCATION = Pattern.compile("(?:" + ARN + ")?([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[^/]+)*)/?");

    private final Path file;
    private final OutputStream lines;

    /** @param file is not there yet */
    LogFile(Path file) throws IOException {
        this.file = file;
        lines = new GZIPOutputStream(Files.newOutputStream(file));
    }

    /**
     * Bucket and key of a build's log; empty when no log is wanted.
     *
     * @throws software.amazon.awssdk.services.codebuild.model.InvalidInputException for values that CodeBuild refuses
     * @throws dev.signalbox.local.front.UnknownOperation for what the local cloud does not have
     */
    static Optional<String> place(S3LogsConfig config, String uuid) {
        if (config.status() == LogsConfigStatusType.UNKNOWN_TO_SDK_VERSION) {
            throw CodeBuild.invalid("Invalid status of S3 logs: " + config.statusAsString());
        }
        if (config.status() == LogsConfigStatusType.DISABLED) {
            return Optional.empty();
        }
        Output.checkOwnerAccess("S3 logs", config.bucketOwnerAccess(), config.bucketOwnerAccessAsString());
        Matcher location = LOCATION.matcher(Optional.ofNullable(config.location()).orElse(""));
        if (!location.matches()) {
            throw CodeBuild.invalid("Invalid location of S3 logs: expected a bucket and perhaps a path, found " + config.location());
        }
        return Optional.of(location.group(1) + location.group(2) + "/" + uuid + ".gz");
    }

    /** Adds a line, without its end. */
    synchronized void add(String line) {
        try {
            lines.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the log and puts it where it belongs. */
    synchronized void upload(Bucket bucket, LogsLocation location) throws PhaseFailed, IOException {
        lines.close();
        String place = location.s3LogsArn().substring(ARN.length());
        int slash = place.indexOf('/');
        bucket.put(place.substring(0, slash), place.substring(slash + 1), Files.readAllBytes(file),
                !Boolean.TRUE.equals(location.s3Logs().encryptionDisabled()));
    }
}
