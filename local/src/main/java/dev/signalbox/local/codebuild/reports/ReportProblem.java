package dev.signalbox.local.codebuild.reports;

/** A file that cannot be read as a report; the message says where and why. */
final class ReportProblem extends Exception {

    private static final long serialVersionUID = 1L;

    ReportProblem(String message) {
        super(message);
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
