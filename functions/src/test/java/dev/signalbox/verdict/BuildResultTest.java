package dev.signalbox.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BuildResultTest {

    private static String reason(String trouble) {
        return new BuildResult("unit", "payroll", true, Outcome.FAULT, "", trouble, null).reason();
    }

    @Test
    void aProjectThatMayNotBeStartedIsToldWithTheFix() {
        String reason = reason("CodeBuild.CodeBuildException: User: arn:aws:sts::123456789012:assumed-role/signalbox-RunRole/x is not "
                + "authorized to perform: codebuild:StartBuild on resource: arn:aws:codebuild:us-east-1:123456789012:project/payroll because no "
                + "identity-based policy allows the codebuild:StartBuild action (Service: CodeBuild, Status Code: 400)");
        assertTrue(reason.contains("'payroll'") && reason.contains("signalbox:stack"), reason);
    }

    @Test
    void otherTroubleIsToldAsItIs() {
        String full = "CodeBuild.AccountLimitExceededException: Cannot have more than 60 builds in queue for the account";
        assertEquals(full, reason(full));
    }
}
