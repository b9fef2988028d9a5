package dev.signalbox.local.lambda;

import java.io.IOException;
import java.io.InputStream;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;

/**
 * The main class of a function's JVM: AWS's runtime interface client, and a thread that ends the JVM, and what the function has
 * started, as soon as the JVM that started it is gone, however that ended. The other end of standard input is the parent's; it
 * closes when the parent dies.
 *
 * <p>This class file is copied beside the function's class path by itself: it may use nothing else of this package.
 */
public final class Leash extends Thread {

    private final InputStream parent;

    private Leash(InputStream parent) {
        super("leash");
        this.parent = parent;
        setDaemon(true);
    }

    /** Runs a function until its JVM is ended. @param arguments the function's handler */
    public static void main(String[] arguments) throws Throwable {
        hold();
        AWSLambda.main(arguments);
    }

    /** Ties this JVM to the one that started it. */
    static void hold() {
        new Leash(System.in).start();
        System.setIn(InputStream.nullInputStream());
    }

    @Override
    public void run() {
        try {
            int read = parent.read();
            while (read >= 0) {
                read = parent.read();
            }
        } catch (IOException _) {
            end();
        }
        end();
    }

    private static void end() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(1);
    }
}
