package dev.signalbox.local.lambda;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.lambda.model.ServiceException;

/**
 * The environments of one function: the one used last is used next, a new one is made when none is idle. At most two for each
 * processor run at once; further invocations wait in their order (on AWS they would get environments of their own, or be
 * throttled).
 */
final class Environments implements AutoCloseable {

    private static final System.Logger CONSOLE = System.getLogger(Environments.class.getName());
    private static final int BOUND = 2 * Runtime.getRuntime().availableProcessors();

    private final LambdaFunction function;
    private final Supplier<ExecutionEnvironment.Surroundings> surroundings;
    private final Semaphore free;
    private final Deque<ExecutionEnvironment> idle = new ArrayDeque<>();
    private final Set<ExecutionEnvironment> all = new HashSet<>();
    private boolean closed;

    Environments(LambdaFunction function, Supplier<ExecutionEnvironment.Surroundings> surroundings) {
        this.function = function;
        this.surroundings = surroundings;
        this.free = new Semaphore(Math.min(BOUND, function.concurrency()), true);
    }

    LambdaFunction function() {
        return function;
    }

    /** Starts a process ahead of the first invocation, which then waits only for what is left of the start. */
    synchronized void prepare() {
        try {
            ExecutionEnvironment ahead = take();
            idle.addFirst(ahead);
            ahead.launch();
        } catch (IOException failed) {
            CONSOLE.log(System.Logger.Level.WARNING, "Function {0} cannot be started ahead: {1}", function.name(), failed.getMessage());
        }
    }

    /**
     * Runs the function once, in an environment that is its own for as long.
     *
     * @throws ServiceException when no process can be had for it
     */
    Outcome invoke(Invocation invocation) throws InterruptedException {
        free.acquire();
        try {
            ExecutionEnvironment environment = take();
            try {
                return environment.invoke(invocation);
            } finally {
                giveBack(environment);
            }
        } catch (IOException failed) {
            String words = "Function " + function.name() + " cannot be run: " + failed.getMessage();
            throw ServiceException.builder().statusCode(500).message(words).cause(failed).awsErrorDetails(
                    AwsErrorDetails.builder().serviceName("Lambda").errorCode("ServiceException").errorMessage(words).build()).build();
        } finally {
            free.release();
        }
    }

    private synchronized ExecutionEnvironment take() throws IOException {
        if (closed) {
            throw new IOException("the local cloud is closing");
        }
        for (ExecutionEnvironment warm = idle.pollFirst(); warm != null; warm = idle.pollFirst()) {
            if (warm.usable()) {
                return warm;
            }
            all.remove(warm);
            warm.close();
        }
        ExecutionEnvironment made = new ExecutionEnvironment(surroundings.get(), function);
        all.add(made);
        return made;
    }

    private void giveBack(ExecutionEnvironment environment) {
        synchronized (this) {
            if (environment.usable() && !closed) {
                idle.addFirst(environment);
                return;
            }
            all.remove(environment);
        }
        environment.close();
    }

    @Override
    public void close() {
        List<ExecutionEnvironment> running;
        synchronized (this) {
            closed = true;
            running = List.copyOf(all);
            all.clear();
            idle.clear();
        }
        running.forEach(ExecutionEnvironment::close);
    }
}
