package dev.signalbox.local.codebuild;

/** A phase that failed, as its context says it. */
final class PhaseFailed extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;

    /** @param code CodeBuild's status code, such as {@code COMMAND_EXECUTION_ERROR} */
    PhaseFailed(String code, String message) {
        super(message);
        this.code = code;
    }

    String code() {
        return code;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
