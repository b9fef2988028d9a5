package dev.signalbox.run;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does one thing in every repository of the account. What may pass in one of them is thrown when all have been looked at. */
final class Everywhere {

    /** At most so many repositories are looked at side by side. */
    private static final int SIDE_BY_SIDE = 8;

    private Everywhere() {
    }

    @FunctionalInterface
    interface Look {
        Decision at(String repository);
    }

    static List<Decision> look(List<String> repositories, Look look) {
        List<Future<Decision>> looked;
        try (ExecutorService side = Executors.newFixedThreadPool(SIDE_BY_SIDE, Thread.ofVirtual().factory())) {
            looked = repositories.stream().map(name -> side.submit(() -> look.at(name))).toList();
        }
        return looked.stream().map(Everywhere::result).toList();
    }

    private static Decision result(Future<Decision> decision) {
        return switch (decision.state()) {
            case SUCCESS -> decision.resultNow();
            case FAILED -> throw decision.exceptionNow() instanceof RuntimeException trouble ? trouble
                    : new IllegalStateException(decision.exceptionNow());
            case RUNNING, CANCELLED -> throw new IllegalStateException("a closed executor has ended all it was given");
        };
    }
}
