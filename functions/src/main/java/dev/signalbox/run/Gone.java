package dev.signalbox.run;

/** The repository or the commit is not there any more, so there is nothing to build and nobody to tell. */
public final class Gone extends Exception {

    /** @param what such as {@code repository orders does not exist any more} */
    public Gone(String what) {
        super(what);
    }
}
