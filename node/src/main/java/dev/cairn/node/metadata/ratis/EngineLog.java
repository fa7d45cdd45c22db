package dev.cairn.node.metadata.ratis;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the engine's messages go: a few of each of its classes are said again in our log, in one
 * line each and without stacks, and the others are counted, so that a peer that is away does not
 * fill the log. What was left out is said before the next message of that class. Time is that of
 * the events.
 */
public final class EngineLog extends AppenderBase<ILoggingEvent> {
    /** Messages of one class in one window. */
    static final int MOST = 3;

    /** Beginning with a message that was let through. */
    static final Duration WINDOW = Duration.ofSeconds(10);

    /** Classes told apart; the engine has fewer that complain. */
    static final int MOST_CLASSES = 256;

    private static final long REFUSED = -1;
    private static final Logger LOG = LoggerFactory.getLogger(EngineLog.class);

    private final Map<String, Window> windows = new HashMap<>();

    /** One at a time; the caller sees to it. */
    @Override
    protected void append(ILoggingEvent event) {
        String name = event.getLoggerName();
        long before = window(name).admit(event.getTimeStamp());
        if (before == REFUSED) {
            return;
        }
        if (before > 0) {
            LOG.warn("{}: {} messages were left out", brief(name), before);
        }
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            LOG.error("{}: {}", brief(name), line(event));
        } else {
            LOG.warn("{}: {}", brief(name), line(event));
        }
    }

    /** The message and what caused it, without stacks. */
    private static String line(ILoggingEvent event) {
        var line = new StringBuilder(event.getFormattedMessage());
        IThrowableProxy cause = event.getThrowableProxy();
        for (; cause != null; cause = cause.getCause()) {
            line.append("; ").append(brief(cause.getClassName()));
            line.append(": ").append(cause.getMessage());
        }
        return line.toString().replaceAll("\\s+", " ");
    }

    private Window window(String name) {
        boolean full = windows.size() >= MOST_CLASSES && !windows.containsKey(name);
        return windows.computeIfAbsent(full ? "others" : name, _ -> new Window());
    }

    private static String brief(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** What became of the messages of one class since the window began. */
    private static final class Window {
        private long beganMillis;
        private int passed;
        private long leftOut;

        /** How many were left out before this one; {@link #REFUSED} when it is left out, too. */
        long admit(long nowMillis) {
            if (passed == 0 || isOver(nowMillis)) {
                long before = leftOut;
                beganMillis = nowMillis;
                passed = 1;
                leftOut = 0;
                return before;
            }
            if (passed == MOST) {
                leftOut++;
                return REFUSED;
            }
            passed++;
            return 0;
        }

        /** Also when the clock was set back. */
        private boolean isOver(long nowMillis) {
            long age = nowMillis - beganMillis;
            return age < 0 || age >= WINDOW.toMillis();
        }
    }
}
