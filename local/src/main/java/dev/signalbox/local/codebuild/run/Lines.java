package dev.signalbox.local.codebuild.run;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Makes masked lines of a stream of bytes (UTF-8), however it is cut into chunks. A line longer than some 64 KiB goes on
 * in further lines; it is never cut inside a secret.
 */
public final class Lines {

    private static final int LONGEST = 1 << 16;

    private final Mask mask;
    private final Consumer<String> lines;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private int limit;

    /** @param lines gets each line, without its end */
    public Lines(Mask mask, Consumer<String> lines) {
        this.mask = mask;
        this.lines = lines;
        limit = patience();
    }

    /** Takes the next bytes. */
    public void add(byte[] bytes) {
        for (byte one : bytes) {
            if (one == '\n') {
                flush();
            } else {
                begun.write(one);
                if (begun.size() >= limit) {
                    spill();
                }
            }
        }
    }

    /** Hands on the rest, if there is one. */
    public void finish() {
        if (begun.size() > 0) {
            flush();
        }
    }

    private void flush() {
        String line = begun.toString(StandardCharsets.UTF_8);
        begun.reset();
        lines.accept(mask.apply(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line));
    }

    private int patience() {
        return LONGEST + 4 * mask.longest();
    }

    private void spill() {
        byte[] bytes = begun.toByteArray();
        int end = bytes.length - 1;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        String whole = new String(bytes, 0, end, StandardCharsets.UTF_8);
        int cut = mask.cut(whole, whole.length() - mask.longest());
        if (cut <= 0) {
            limit = 2 * limit; // nothing but secrets so far
            return;
        }
        lines.accept(mask.apply(whole.substring(0, cut)));
        begun.reset();
        begun.writeBytes(whole.substring(cut).getBytes(StandardCharsets.UTF_8));
        begun.write(bytes, end, bytes.length - end);
        limit = patience();
    }
}
