package dev.signalbox.run;

/** So many runs ask for the same groups at the same moment that this one found no gap. It may ask again. */
public final class GroupIsBusy extends RuntimeException {

    GroupIsBusy(RunId run) {
        super("other runs changed the groups of run %s again and again".formatted(run));
    }
}
