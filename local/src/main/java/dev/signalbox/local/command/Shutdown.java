package dev.signalbox.local.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.signalbox.local.LocalCloud;

/**
 * Ends a cloud once, whether the command ends by itself or by Ctrl-C, and removes its folder when that was a temporary one. Made before
 * the folder has anything in it, so that whatever comes leaves nothing behind.
 */
final class Shutdown implements AutoCloseable {

    private final Path data;
    private final boolean temporary;
    private @Nullable LocalCloud cloud;
    private boolean done;

    Shutdown(Path data, boolean temporary) {
        this.data = data;
        this.temporary = temporary;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "shutdown"));
    }

    /** Starts the cloud that is to be ended. An end that is asked for meanwhile comes once it is there. */
    synchronized LocalCloud start(LocalCloud.Options options) {
        LocalCloud started = LocalCloud.start(options);
        cloud = started;
        return started;
    }

    @Override
    public synchronized void close() {
        if (done) {
            return;
        }
        done = true;
        if (cloud != null) {
            cloud.close();
        }
        if (temporary) {
            remove(data);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> inside = Files.walk(folder)) {
            inside.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException unreadable) {
            System.err.println("signalbox: could not remove " + folder + ": " + unreadable.getMessage());
        }
    }
}
