package dev.signalbox.rules;

import java.util.List;
import java.util.stream.Stream;

/**
 * What an account says, read.
 *
 * @param layers without a file's defaults
 * @param concurrency most builds of a wave at once, whatever a file says
 * @param skips besides those of a file
 */
record AccountLayer(Layers layers, int concurrency, List<Glob> skips) {

    static final AccountLayer NONE = new AccountLayer(Layers.NONE, Rules.MOST_AT_ONCE, List.of());

    Rules over(Rules rules) {
        return new Rules(rules.builds(), Math.min(concurrency, rules.concurrency()),
                Stream.concat(skips.stream(), rules.skips().stream()).distinct().toList(), rules.notices(), rules.maySkip(),
                layers.enforcedVariables(new Findings()).keySet());
    }
}
