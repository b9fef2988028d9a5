package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples are those of the CodeCommit user guide, "Create an approval rule template". */
class PoolMemberTest {

    private static final String ACCOUNT = "123456789012";

    @ParameterizedTest
    @CsvSource({
        "Mary_Major, iam:user/Mary_Major, true",
        "Mary_Major, iam:user/Mary_Majo, false",
        "Mary_Major, iam:user/mary_major, false",
        "Mary_Major, sts:federated-user/Mary_Major, true",
        "Mary_Major, sts:assumed-role/CodeCommitReview/Mary_Major, false",
        "*Mary_Major, sts:assumed-role/CodeCommitReview/Mary_Major, true",
        "*Mary_Major, iam:user/Mary_Major, true",
        "CodeCommitReview/Mary_Major, sts:assumed-role/CodeCommitReview/Mary_Major, true",
        "CodeCommitReview/Mary_Major, sts:assumed-role/CodeCommitReview/Li_Juan, false",
        "CodeCommitReview/*, sts:assumed-role/CodeCommitReview/Li_Juan, true",
        "CodeCommitReview/*, sts:assumed-role/CodeCommitReviewer/Li_Juan, false",
        "CodeCommitReview/Li_Juan, iam:user/CodeCommitReview/Li_Juan, false",
    })
    void aNameStandsForUsersAndForSessionsByTheirRole(String name, String who, boolean counts) {
        assertEquals(counts, new PoolMember("CodeCommitApprovers:" + ACCOUNT + ":" + name).is(arn(who)));
        assertFalse(new PoolMember("CodeCommitApprovers:111111111111:" + name).is(arn(who)));
    }

    @ParameterizedTest
    @CsvSource({
        "iam:user/ada, iam:user/ada, true",
        "iam:user/ada, iam:user/adam, false",
        "sts:assumed-role/Checks/unit, sts:assumed-role/Checks/unit, true",
        "sts:assumed-role/Checks/unit, sts:assumed-role/Checks/lint, false",
        "sts:assumed-role/Checks/unit, sts:assumed-role/Other/unit, false",
        "sts:assumed-role/Checks/unit, iam:user/unit, false",
        "sts:assumed-role/Checks/*, sts:assumed-role/Checks/lint, true",
        "sts:assumed-role/Checks, sts:assumed-role/Checks/lint, true",
        "sts:assumed-role/Checks, sts:assumed-role/Checks2/lint, false",
        "sts:assumed-role/*/unit, sts:assumed-role/Other/unit, true",
        "iam:role/Checks, sts:assumed-role/Checks/unit, false",
    })
    void anArnStandsForItsOwner(String member, String who, boolean counts) {
        assertEquals(counts, new PoolMember(arn(member)).is(arn(who)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CodeCommitApprovers:123456789012:*", "CodeCommitApprovers:123456789012:a+b=c,d.e@f-g_h",
            "arn:aws:iam::123456789012:user/path/ada", "arn:aws:sts::123456789012:assumed-role/R/*", "arn:aws-cn:sts::*:assumed-role/R/s"})
    void whatHasOneOfTheTwoFormsIsAMember(String text) {
        assertTrue(PoolMember.valid(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ada", "*", "CodeCommitApprovers:ada", "CodeCommitApprovers:12345:ada", "CodeCommitApprovers:123456789012:",
            "codecommitapprovers:123456789012:ada", "CodeCommitApprovers:123456789012:a b", "arn:aws:s3:::bucket",
            "arn:aws:iam::123456789012:"})
    void whatHasNeitherIsNone(String text) {
        assertFalse(PoolMember.valid(text));
    }

    private static String arn(String brief) {
        String[] parts = brief.split(":");
        return "arn:aws:" + parts[0] + "::" + ACCOUNT + ":" + parts[1];
    }
}
