package dev.signalbox.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CommitSummaryTest {

    @Test
    void theFirstLineIsTheTitle() {
        assertEquals(new CommitSummary("Ada", "Add a greeting"), CommitSummary.of(" Ada\n", "\n Add a\u0007 greeting\r\n\r\nAnd more."));
    }

    @Test
    void aLongTitleIsCutBetweenCharacters() {
        String smile = "\ud83d\ude00";
        assertEquals(smile.repeat(200), CommitSummary.of("", smile.repeat(201)).title());
    }

    @Test
    void nothingIsNothing() {
        assertEquals(new CommitSummary("", ""), CommitSummary.of("", "\n\n"));
    }
}
