package dev.signalbox.tell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.signalbox.verdict.BuildResult;
import dev.signalbox.verdict.Change;
import dev.signalbox.verdict.Coverage;
import dev.signalbox.verdict.Digest;
import dev.signalbox.verdict.FailingTest.Novelty;
import dev.signalbox.verdict.FailingTest;
import dev.signalbox.verdict.Known;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.RunFacts;
import dev.signalbox.verdict.SlowTest;
import dev.signalbox.verdict.TestCounts;
import dev.signalbox.verdict.Uncounted;
import dev.signalbox.verdict.Verdict;

/** The emails as people get them. */
class EmailTest {

    @Test
    void aPassedRun() {
        assertEquals("""
                orders main passed.

                build  passed in 1 min 11 s

                Commit     1f2e3d4c Round the total of an order once, at its end
                Author     Ada Lovelace
                Branch     main of orders
                Pushed by  ada
                Took       2 min 12 s from push to verdict
                Run
                https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/EXECUTION

                Sent by Signalbox, stack signalbox
                """, email(Ends.end(Verdict.PASSED, Change.NONE, "", Ends.passed("build", 71))));
    }

    @Test
    void aFailedRunSaysWhereItBrokeAndWithWhichCommand() {
        BuildResult unit = Ends.built("unit", Outcome.FAILED, "FAILED", "Error while executing command: "
                + "mvn -B verify -Dcoverage=true -Pintegration,slow -Dtests.attempts=1 -Dtests.seed=4711. Reason: exit status 1", 72);
        assertEquals("""
                orders main is broken: unit failed.

                unit failed in BUILD after 1 min 12 s
                  Command  mvn -B verify -Dcoverage=true -Pintegration,slow -Dtests.attempts=1
                           -Dtests.seed=4711
                  Reason   exit status 1
                  Log
                https://console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:log-groups/log-group/\
                $252Faws$252Fcodebuild$252Fsignalbox-default/log-events/0b7b7a5e-1a1c-4c7e-9a55-52d5f8f0a1b2

                lint     passed in 12 s
                package  was skipped

                Commit     1f2e3d4c Round the total of an order once, at its end
                Author     Ada Lovelace
                Branch     main of orders
                Pushed by  ada
                Took       2 min 12 s from push to verdict
                Run
                https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/EXECUTION

                Sent by Signalbox, stack signalbox
                """, email(Ends.end(Verdict.FAILED, Change.BROKEN, "", Ends.passed("lint", 12), unit, Ends.skipped("package"))));
    }

    @Test
    void anErroredRunSaysWhatWasWrong() {
        String reason = ".signalbox.yml:4:9: unknown word 'onn', expected on, project, buildspec, needs, env, timeout, required; "
                + "did you mean 'on'?\n.signalbox.yml:7:14: expected 5m to 36h";
        assertEquals("""
                orders main errored: nothing was built.

                .signalbox.yml:4:9: unknown word 'onn', expected on, project, buildspec, needs,
                env, timeout, required; did you mean 'on'?
                .signalbox.yml:7:14: expected 5m to 36h

                Commit     1f2e3d4c Round the total of an order once, at its end
                Author     Ada Lovelace
                Branch     main of orders
                Pushed by  ada
                Took       2 min 12 s from push to verdict
                Run
                https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/EXECUTION

                Sent by Signalbox, stack signalbox
                """, email(Ends.end(Verdict.ERRORED, Change.NONE, reason)));
    }

    @Test
    void aBuildThatCouldNotStartSaysWhy() {
        BuildResult refused = new BuildResult("build", "signalbox-default", true, Outcome.FAULT, "",
                "CodeBuild.AccountLimitExceededException: Cannot have more than 1 builds in queue for the account", null);
        assertEquals("""
                orders main errored: this says nothing about the code.

                build could not start
                  Reason   CodeBuild.AccountLimitExceededException: Cannot have more than 1
                           builds in queue for the account
                """, upToTheFacts(Ends.end(Verdict.ERRORED, Change.NONE, "", refused)));
    }

    @Test
    void aFixedBranchIsSaidToBeFixed() {
        assertTrue(email(Ends.end(Verdict.PASSED, Change.FIXED, "", Ends.passed("build", 71)))
                .startsWith("orders main is fixed: it passes again.\n"));
    }

    @Test
    void aBranchThatStaysBrokenIsSaidToStillFail() {
        BuildResult one = Ends.built("unit", Outcome.FAILED, "FAILED", "", 3);
        BuildResult other = Ends.built("load", Outcome.TIMED_OUT, "TIMED_OUT", "BUILD_TIMED_OUT: Build has timed out. ", 3_605);
        String email = email(Ends.end(Verdict.FAILED, Change.STILL_FAILING, "", one, other, Ends.passed("lint", 1)));
        assertTrue(email.startsWith("orders main is still failing: 2 of 3 builds failed.\n"), email);
        assertTrue(email.contains("""
                load ran out of time in BUILD after 1 h
                  Reason   BUILD_TIMED_OUT: Build has timed out.
                """), email);
    }

    @Test
    void anOptionalBuildThatFailedIsSaidNotToCount() {
        BuildResult lint = Ends.built("lint", Outcome.FAILED, "FAILED", "", 3);
        BuildResult optional = new BuildResult("lint", lint.project(), false, lint.outcome(), lint.id(), "", lint.build());
        String email = email(Ends.end(Verdict.PASSED, Change.NONE, "", optional, Ends.passed("unit", 9)));
        assertTrue(email.startsWith("orders main passed.\n\nlint failed in BUILD after 3 s (not required)\n"), email);
    }

    @Test
    void ofManyThatFailedThreeAreToldInFullAndTheOthersListedFirst() {
        BuildResult[] builds = {Ends.passed("lint", 60), failed("one"), failed("two"), failed("three"), failed("four")};
        String email = email(Ends.end(Verdict.FAILED, Change.BROKEN, "", builds));
        assertTrue(email.startsWith("orders main is broken: 4 of 5 builds failed.\n"), email);
        assertEquals(3, email.lines().filter(line -> line.endsWith(" failed in BUILD after 3 s")).count(), email);
        assertTrue(email.contains("\nfour  failed after 3 s\nlint  passed in 1 min\n"), email);
    }

    @Test
    void anActorThatIsNothingButSlashesIsNotNamed() {
        assertFalse(emailOfPushBy("/").contains("Pushed by"));
    }

    @Test
    void aBuildThatCouldNotStartSaysWhyWhereverItStands() {
        BuildResult unable = new BuildResult("ship", "nope", true, Outcome.FAULT, "", "project nope: not tagged", "", null);
        String email = email(Ends.end(Verdict.FAILED, Change.BROKEN, "", failed("one"), failed("two"), failed("three"), unable));
        assertTrue(email.contains("\nship  could not start\n           project nope: not tagged\n"), email);
    }

    @Test
    void aBuildOfNoTimeIsNotSaidToHaveTakenNone() {
        assertTrue(email(Ends.end(Verdict.PASSED, Change.NONE, "", Ends.passed("build", 0)))
                .contains("build  passed in less than a second\n"));
    }

    @Test
    void theSubjectNamesTheOneBuildThatFailed() {
        assertEquals("Failed: orders main, unit in BUILD, 1f2e3d4c Round the total of an order once, at its end",
                Headline.subject(Ends.end(Verdict.FAILED, Change.BROKEN, "", Ends.passed("lint", 1), failed("unit"))));
        assertEquals("Still failing: orders main, lint and 1 more, 1f2e3d4c Round the total of an order once, at its end",
                Headline.subject(Ends.end(Verdict.FAILED, Change.STILL_FAILING, "", failed("lint"), failed("unit"))));
    }

    private static BuildResult failed(String name) {
        return Ends.built(name, Outcome.FAILED, "FAILED", "", 3);
    }

    @Test
    void aHundredBuildsAreNotAllListed() {
        String email = email(Ends.end(Verdict.PASSED, Change.NONE, "",
                IntStream.range(0, 100).mapToObj(number -> Ends.passed("unit-" + number, 5)).toArray(BuildResult[]::new)));
        assertTrue(email.contains("unit-29  passed in 5 s\nand 70 more\n"), email);
        assertFalse(email.contains("unit-30"), email);
    }

    @Test
    void aRoleIsNamedWithItsSession() {
        assertTrue(emailOfPushBy("arn:aws:sts::123456789012:assumed-role/Developer/ada@example.com")
                .contains("Pushed by  ada@example.com (role Developer)\n"));
    }

    private static String emailOfPushBy(String actor) {
        RunFacts push = Ends.PUSH;
        return Email.of(Ends.of(new RunFacts(push.id(), push.arn(), push.repository(), push.branch(), push.tag(),
                push.commit(), push.trigger(), push.schedule(), actor, push.author(), push.title(), push.triggeredAt(), push.plan(),
                push.audience()), Ends.end(Verdict.PASSED, Change.NONE, "")), "signalbox");
    }

    @Test
    void testsAndCoverageComeBeforeTheFactsNewFailuresFirst() {
        Digest digest = new Digest(new TestCounts(816, 806, 6, 4), List.of(
                failing("com.example.OrdersTest.a", "expected 1\n\tat Foo.java:3", Novelty.STILL_FAILING),
                failing("com.example.OrdersTest.roundsTheTotalOfAnOrderOnceAndOnlyOnceWhateverTheCurrency",
                        "\n  expected 10.00 but was 9.99", Novelty.NEW),
                failing("com.example.OrdersTest.c", "", Novelty.UNKNOWN), failing("com.example.OrdersTest.d", "", Novelty.UNKNOWN),
                failing("com.example.OrdersTest.e", "", Novelty.UNKNOWN)),
                List.of(new SlowTest("com.example.LoadTest.all", "unit", Duration.ofSeconds(72)),
                        new SlowTest("com.example.LoadTest.one", "unit", Duration.ofMillis(900))),
                816, new Coverage(712, 288, 3, 1), new BigDecimal("-0.46"), new Uncounted(1, 0, 0, 0, 0), Known.NOTHING);
        String email = email(Ends.with(digest, Ends.end(Verdict.FAILED, Change.BROKEN, "", failed("unit"))));
        assertTrue(email.contains("""

                Tests      816: 806 passed, 6 failed, 4 skipped
                  New      com.example.OrdersTest.roundsTheTotalOfAnOrderOnceAndOnlyOnceWhatever
                           TheCurrency (unit)
                           expected 10.00 but was 9.99
                  Failing  com.example.OrdersTest.a (unit)
                           expected 1
                  Failing  com.example.OrdersTest.c (unit)
                  Failing  com.example.OrdersTest.d (unit)
                  Failing  com.example.OrdersTest.e (unit)
                           and 1 more
                  Slow     1 min 12 s com.example.LoadTest.all
                Coverage   71.2 % of lines (-0.4), 75.0 % of branches
                Missing    1 report is gone

                Commit \
                """.stripTrailing()), email);
    }

    @Test
    void subjectAndTextMessageNameTheFirstFailingTest() {
        Digest digest = new Digest(new TestCounts(2, 0, 2, 0), List.of(failing("com.example.OrdersTest.a", "", Novelty.STILL_FAILING),
                failing("com.example.OrdersTest.roundsOnce", "", Novelty.NEW)), List.of(), 2, null, null, Uncounted.NONE, Known.NOTHING);
        Conclusion end = Ends.with(digest, Ends.end(Verdict.FAILED, Change.BROKEN, "", failed("unit")));
        assertEquals("Failed: orders main, unit: roundsOnce, 1f2e3d4c Round the total of an order once, at its end", Headline.subject(end));
        assertEquals("Failed: orders main 1f2e3d4c, unit in BUILD, roundsOnce", Headline.sms(end));
    }

    private static FailingTest failing(String name, String message, Novelty novelty) {
        return new FailingTest(name, "unit", message, novelty);
    }

    private static String email(Conclusion conclusion) {
        return Email.of(conclusion, "signalbox").replace(Ends.ARN, "EXECUTION");
    }

    private static String upToTheFacts(Conclusion conclusion) {
        String email = email(conclusion);
        return email.substring(0, email.indexOf("\nCommit"));
    }
}
