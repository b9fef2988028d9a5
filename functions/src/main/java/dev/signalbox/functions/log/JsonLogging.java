package dev.signalbox.functions.log;

import java.time.InstantSource;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;
import software.amazon.lambda.powertools.logging.internal.LoggingManager;

/**
 * Logging as the functions need it: Signalbox's own loggers from the level that {@code POWERTOOLS_LOG_LEVEL} names (INFO when it
 * names none), a library's only when it fails. Log4j, the other way to Powertools' lines, is an eighth of the package and about
 * 850 classes at the start.
 */
public final class JsonLogging implements SLF4JServiceProvider, LoggingManager {

    private static final String OURS = "dev.signalbox";

    private static volatile Level level = Level.INFO;

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new BasicMDCAdapter();
    private final ILoggerFactory loggers = name -> new JsonLogger(name, context, InstantSource.system());

    /** The least level that a logger writes. */
    static Level level(String logger) {
        return logger.equals(OURS) || logger.startsWith(OURS + ".") ? level : Level.ERROR;
    }

    @Override
    public void setLogLevel(Level wanted) {
        level = wanted;
    }

    @Override
    public Level getLogLevel(Logger logger) {
        return level(logger.getName());
    }

    @Override
    public void initialize() {
        // All there is was made with this provider.
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return loggers;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0";
    }
}
