package dev.signalbox.local.codebuild.reports;

/**
 * One test case as a file tells it.
 *
 * @param prefix what CodeBuild sets before a series of names: of JUnit's the class
 * @param suite empty where the file names none
 * @param message empty where nothing is said
 * @param file the raw file's path
 */
record TestResult(Status status, String prefix, String name, String suite, long nanoSeconds, String message, String file) {

    /** As CodeBuild words them. */
    enum Status { SUCCEEDED, FAILED, ERROR, SKIPPED, UNKNOWN }
}
