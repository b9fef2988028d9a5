package dev.signalbox.local.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import dev.signalbox.local.LocalCloud;

/** Ends a cloud once, whether the command ends by itself or by Ctrl-C, and removes its folder when that was a temporary one. */
final class Shutdown implements AutoCloseable {

    private final LocalCloud cloud;
    private final Path data;
    private final boolean temporary;
    private final AtomicBoolean done = new AtomicBoolean();

    Shutdown(LocalCloud cloud, Path data, boolean temporary) {
        this.cloud = cloud;
        this.data = data;
        this.temporary = temporary;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "shutdown"));
    }

    @Override
    public void close() {
        if (done.compareAndSet(false, true)) {
            cloud.close();
            if (temporary) {
                remove(data);
            }
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
