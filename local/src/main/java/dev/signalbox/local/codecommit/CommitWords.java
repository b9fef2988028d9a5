package dev.signalbox.local.codecommit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;

import org.eclipse.jgit.lib.PersonIdent;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.CommitMessageLengthExceededException;
import software.amazon.awssdk.services.codecommit.model.InvalidEmailException;
import software.amazon.awssdk.services.codecommit.model.NameLengthExceededException;

import dev.signalbox.local.front.Caller;

/**
 * Who wrote a commit and what it says.
 *
 * @param name at most 1,000 characters; null: the caller's name
 * @param email at most 255 characters, else unchecked, as CodeCommit's quotas say; null: none
 * @param message at most 256 KB of UTF-8; null: {@code otherwise}
 */
record CommitWords(@Nullable String name, @Nullable String email, @Nullable String message, String otherwise) {

    private static final int LONGEST_NAME = 1000;
    private static final int LONGEST_EMAIL = 255;
    private static final int LONGEST_MESSAGE = 256 * 1024;

    CommitWords {
        if (name != null && name.length() > LONGEST_NAME) {
            throw NameLengthExceededException.builder().message("The name is longer than " + LONGEST_NAME + " characters.").build();
        }
        if (email != null && email.length() > LONGEST_EMAIL) {
            throw InvalidEmailException.builder().message("The email address is longer than " + LONGEST_EMAIL + " characters.").build();
        }
        if (message != null && message.getBytes(StandardCharsets.UTF_8).length > LONGEST_MESSAGE) {
            throw CommitMessageLengthExceededException.builder().message("The commit message is longer than 256 KB.").build();
        }
    }

    /** Author and committer. */
    PersonIdent person(Caller caller, Instant now) {
        String called = name == null || name.isEmpty() ? caller.arn().substring(caller.arn().lastIndexOf('/') + 1) : name;
        return new PersonIdent(called, email == null ? "" : email, now, ZoneOffset.UTC);
    }

    String text() {
        return message == null || message.isEmpty() ? otherwise : message;
    }
}
