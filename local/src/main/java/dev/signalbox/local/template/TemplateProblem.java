package dev.signalbox.local.template;

/** What in a template cannot be read, or is not there locally; the message names the place. */
public final class TemplateProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TemplateProblem(String message) {
        super(message);
    }
}
