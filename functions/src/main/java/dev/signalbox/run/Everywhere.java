package dev.signalbox.run;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Does one thing in every repository of the account, or for every pull request of a repository. What may pass for one of them is thrown
 * when all have been looked at.
 */
public final class Everywhere {

    /** At most so many are looked at side by side. */
    private static final int SIDE_BY_SIDE = 8;

    private Everywhere() {
    }

    /** What a look finds, in the order of the names. */
    public static <T> List<T> look(List<String> names, Function<String, T> look) {
        List<Future<T>> looked;
        try (ExecutorService side = Executors.newFixedThreadPool(SIDE_BY_SIDE, Thread.ofVirtual().factory())) {
            looked = names.stream().map(name -> side.submit(() -> look.apply(name))).toList();
        }
        return looked.stream().map(Everywhere::result).toList();
    }

    private static <T> T result(Future<T> found) {
        return switch (found.state()) {
            case SUCCESS -> found.resultNow();
            case FAILED -> throw found.exceptionNow() instanceof RuntimeException trouble ? trouble
                    : new IllegalStateException(found.exceptionNow());
            case RUNNING, CANCELLED -> throw new IllegalStateException("a closed executor has ended all it was given");
        };
    }
}
