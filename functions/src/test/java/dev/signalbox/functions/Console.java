package dev.signalbox.functions;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Catches what is written to standard output until it is closed. */
final class Console implements AutoCloseable {

    private final PrintStream before = System.out;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    Console() {
        System.setOut(new PrintStream(written, true, StandardCharsets.US_ASCII));
    }

    String text() {
        return written.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        System.setOut(before);
    }
}
