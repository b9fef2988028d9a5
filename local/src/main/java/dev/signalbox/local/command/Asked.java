package dev.signalbox.local.command;

import java.util.List;

import dev.signalbox.trigger.Trigger;

/**
 * What is to be planned.
 *
 * @param wholeAccount whether it is the account's own schedule that asks
 * @param what it in words, such as {@code push to main}
 * @param notes what had to be taken for granted, one sentence each
 */
record Asked(Trigger.Buildable trigger, boolean wholeAccount, String what, List<String> notes) {

    Asked {
        notes = List.copyOf(notes);
    }

    Asked(Trigger.Buildable trigger, List<String> notes) {
        this(trigger, false, words(trigger), notes);
    }

    private static String words(Trigger.Buildable trigger) {
        return switch (trigger) {
            case Trigger.BranchPushed push -> "push to " + push.branch();
            case Trigger.TagPushed push -> "tag " + push.tag();
            case Trigger.PullRequestOpened opened -> pullRequest(opened);
            case Trigger.PullRequestUpdated updated -> pullRequest(updated);
            case Trigger.ChecksDue due -> pullRequest(due);
            case Trigger.ScheduleSlot slot -> "schedule %s %s".formatted(slot.expression(), slot.timezone());
            case Trigger.Requested request -> "request for " + (!request.tag().isEmpty() ? "tag " + request.tag()
                    : request.branch().isEmpty() ? "commit " + Words.shortened(request.commit()) : request.branch());
        };
    }

    private static String pullRequest(Trigger.OnPullRequest trigger) {
        return "pull request from %s into %s".formatted(
                shortened(trigger.pullRequest().source()), shortened(trigger.pullRequest().target()));
    }

    private static String shortened(String reference) {
        return reference.replaceFirst("^refs/heads/", "");
    }
}
