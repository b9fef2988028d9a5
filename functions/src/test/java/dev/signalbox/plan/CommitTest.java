package dev.signalbox.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CommitTest {

    @Test
    void isShownByAuthorAndFirstLine() {
        Commit commit = new Commit(" Ada\n", "ada@example.com", "\n Add a\u0007 greeting\r\n\r\nAnd more.");
        assertEquals("Ada", commit.shownAuthor());
        assertEquals("Add a greeting", commit.title());
    }

    @Test
    void isCutBetweenCharactersOnly() {
        String smile = "\ud83d\ude00";
        assertEquals(smile.repeat(200), new Commit("", "", smile.repeat(201)).title());
    }

    @Test
    void mayHaveNothingToShow() {
        assertEquals("", new Commit("", "", "\n\n").title());
        assertEquals("", new Commit("", "", "\n\n").shownAuthor());
    }
}
