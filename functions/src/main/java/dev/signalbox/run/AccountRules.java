package dev.signalbox.run;

import java.util.Optional;

/** The account's layer of rules, as its owner wrote it. What may pass, such as throttling, is thrown unchecked. */
@FunctionalInterface
public interface AccountRules {

    /** An account without such a layer. */
    AccountRules NONE = Optional::empty;

    /** YAML, at most 8 KB; empty if there is none. */
    Optional<String> text();
}
