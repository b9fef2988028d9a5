package dev.signalbox.local.states;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A checked definition: of a machine, of a Map's item processor or of a Parallel's branch. Every name in it names a state.
 *
 * @param timeoutSeconds the machine's own limit; null when it has none
 */
record Definition(String startAt, Map<String, State> states, @Nullable Long timeoutSeconds) {

    Definition {
        states = Map.copyOf(states);
    }

    /**
     * What a state leaves behind.
     *
     * @param output a template of its output; null for what the state does by default
     * @param assign templates of variables; null for none
     */
    record Leaving(@Nullable JsonNode output, @Nullable JsonNode assign) { }

    /** Retry: the first one that fits an error counts. */
    record Retrier(List<String> errors, double intervalSeconds, double backoffRate, int maxAttempts, @Nullable Double maxDelaySeconds,
            boolean fullJitter) {

        /** The delay before a repetition, before jitter; {@code attempt} counts from 0. */
        double delaySeconds(int attempt) {
            double delay = intervalSeconds * Math.pow(backoffRate, attempt);
            return maxDelaySeconds == null ? delay : Math.min(delay, maxDelaySeconds);
        }
    }

    /** Catch: the first one that fits an error counts. */
    record Catcher(List<String> errors, String next, Leaving leaving) { }

    /** What is done about a state's errors: first Retry, then Catch. */
    record Handling(List<Retrier> retry, List<Catcher> catches) { }

    /** One rule of a Choice. */
    record Rule(JsonNode condition, String next, Leaving leaving) { }

    /** A state; {@code next} is null where it ends its definition. */
    sealed interface State {

        String name();

        /** What AWS calls it in the field {@code Type}. */
        String type();

        record Pass(String name, Leaving leaving, @Nullable String next) implements State {
            @Override
            public String type() {
                return "Pass";
            }
        }

        record Task(String name, Integration integration, @Nullable JsonNode arguments, @Nullable JsonNode timeoutSeconds,
                Handling handling, Leaving leaving, @Nullable String next) implements State {
            @Override
            public String type() {
                return "Task";
            }
        }

        /** Its own {@code leaving} counts when no rule fits. */
        record Choice(String name, List<Rule> rules, @Nullable String otherwise, Leaving leaving) implements State {
            @Override
            public String type() {
                return "Choice";
            }
        }

        /** Exactly one of {@code seconds} and {@code timestamp} is there. */
        record Wait(String name, @Nullable JsonNode seconds, @Nullable JsonNode timestamp, Leaving leaving, @Nullable String next)
                implements State {
            @Override
            public String type() {
                return "Wait";
            }
        }

        record Succeed(String name, @Nullable JsonNode output) implements State {
            @Override
            public String type() {
                return "Succeed";
            }
        }

        record Fail(String name, @Nullable JsonNode error, @Nullable JsonNode cause) implements State {
            @Override
            public String type() {
                return "Fail";
            }
        }

        /** An inline Map. */
        record Each(String name, @Nullable JsonNode items, @Nullable JsonNode itemSelector, @Nullable JsonNode maxConcurrency,
                Definition processor, Handling handling, Leaving leaving, @Nullable String next) implements State {
            @Override
            public String type() {
                return "Map";
            }
        }

        record Parallel(String name, @Nullable JsonNode arguments, List<Definition> branches, Handling handling, Leaving leaving,
                @Nullable String next) implements State {
            @Override
            public String type() {
                return "Parallel";
            }
        }
    }
}
