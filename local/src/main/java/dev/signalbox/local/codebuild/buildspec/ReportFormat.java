package dev.signalbox.local.codebuild.buildspec;

/** The formats of reports that are read here; CodeBuild knows more. */
public enum ReportFormat {
    /** JUnit XML, as Surefire, pytest, gotestsum and many others write it: CodeBuild's default. */
    JUNITXML(false),
    JACOCOXML(true),
    COBERTURAXML(true);

    private final boolean coverage;

    ReportFormat(boolean coverage) {
        this.coverage = coverage;
    }

    /** Whether such a report tells of coverage, else of test cases. */
    public boolean isCoverage() {
        return coverage;
    }
}
