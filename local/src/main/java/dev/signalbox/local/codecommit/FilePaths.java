package dev.signalbox.local.codecommit;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.InvalidPathException;
import software.amazon.awssdk.services.codecommit.model.PathRequiredException;

/** Paths of files and folders as the API takes them: from the repository's root, a slash before or after does no harm. */
final class FilePaths {

    private FilePaths() {
    }

    /** @throws PathRequiredException for none or the root */
    static String file(@Nullable String given) {
        String path = folder(given);
        if (path.isEmpty()) {
            throw PathRequiredException.builder().message("A file path is required.").build();
        }
        return path;
    }

    /** The empty path is the root. @throws InvalidPathException for parts that git cannot have */
    static String folder(@Nullable String given) {
        if (given == null) {
            throw PathRequiredException.builder().message("A path is required.").build();
        }
        String path = given.startsWith("/") ? given.substring(1) : given;
        path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (path.isEmpty()) {
            return path;
        }
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || ".".equals(part) || "..".equals(part) || ".git".equalsIgnoreCase(part) || part.indexOf('\0') >= 0) {
                throw InvalidPathException.builder().message("The specified path is not valid: " + given).build();
            }
        }
        return path;
    }
}
