package dev.signalbox.local.command;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A request that cannot be carried out as it was made; the message says why and what to do. Exit status 2. */
final class WrongRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WrongRequest(String message) {
        super(message);
    }

    /**
     * A file that is about to be written.
     *
     * @param asked the option or variable that names it
     */
    static Path unlessWritable(String asked, Path file) {
        Path whole = file.toAbsolutePath().normalize();
        Path folder = whole.getParent();
        if (folder == null || Files.isDirectory(whole)) {
            throw new WrongRequest("%s: %s is a folder.".formatted(asked, file));
        }
        if (!Files.isDirectory(folder)) {
            throw new WrongRequest("%s: there is no folder %s.".formatted(asked, folder));
        }
        if (!Files.isWritable(Files.exists(whole) ? whole : folder)) {
            throw new WrongRequest("%s: %s cannot be written.".formatted(asked, file));
        }
        return whole;
    }

    /** Why the file system refused, in words: its exceptions' messages are little more than the path. */
    static String why(FileSystemException refused) {
        return switch (refused) {
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "it is a file";
            case NoSuchFileException _ -> "it cannot be made";
            default -> refused.getReason() == null ? "the file system refuses it" : refused.getReason();
        };
    }

    /** Why the file system did not hand out a file, in words. */
    static String whyUnreadable(FileSystemException refused) {
        return refused instanceof NoSuchFileException ? "there is no such file" : why(refused);
    }
}
