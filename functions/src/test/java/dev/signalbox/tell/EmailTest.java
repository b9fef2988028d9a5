package dev.signalbox.tell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.signalbox.verdict.BuildResult;
import dev.signalbox.verdict.Change;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.RunFacts;
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
                orders main errored: this says nothing about the code.

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
    void aBuildOfNoTimeIsNotSaidToHaveTakenNone() {
        assertTrue(email(Ends.end(Verdict.PASSED, Change.NONE, "", Ends.passed("build", 0)))
                .contains("build  passed in less than a second\n"));
    }

    @Test
    void theSubjectNamesTheOneBuildThatFailed() {
        assertEquals("Failed: orders main, unit in BUILD, 1f2e3d4c Round the total of an order once, at its end",
                Headline.subject(Ends.end(Verdict.FAILED, Change.BROKEN, "", Ends.passed("lint", 1), failed("unit"))));
        assertEquals("Still failing: orders main 1f2e3d4c Round the total of an order once, at its end",
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
        return Email.of(new Conclusion(new RunFacts(push.id(), push.arn(), push.repository(), push.branch(),
                push.commit(), push.trigger(), actor, push.author(), push.title(), push.triggeredAt(), push.plan()), Verdict.PASSED,
                Change.NONE, "", List.of(), Ends.NINE), "signalbox");
    }

    private static String email(Conclusion conclusion) {
        return Email.of(conclusion, "signalbox").replace(Ends.ARN, "EXECUTION");
    }

    private static String upToTheFacts(Conclusion conclusion) {
        String email = email(conclusion);
        return email.substring(0, email.indexOf("\nCommit"));
    }
}
