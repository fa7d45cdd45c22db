package dev.cairn.node.metadata.ratis;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets a few messages of each of the engine's classes through and counts the others, so that a peer
 * that is away does not fill the log; what was left out is said with the next message of that
 * class. Named in {@code logback.xml}. Time is that of the events.
 */
public final class EngineLogFilter extends Filter<ILoggingEvent> {
    /** Messages of one class in one window. */
    static final int MOST = 3;

    /** Beginning with a message that was let through. */
    static final Duration WINDOW = Duration.ofSeconds(10);

    /** Classes told apart; the engine has fewer that complain. */
    static final int MOST_CLASSES = 256;

    private static final long REFUSED = -1;
    private static final Logger LOG = LoggerFactory.getLogger(EngineLogFilter.class);

    private final Map<String, Window> windows = new HashMap<>();

    @Override
    public FilterReply decide(ILoggingEvent event) {
        String name = event.getLoggerName();
        long before;
        synchronized (windows) {
            before = window(name).admit(event.getTimeStamp());
        }
        if (before == REFUSED) {
            return FilterReply.DENY;
        }
        if (before > 0) {
            LOG.warn("{}: {} messages were left out", brief(name), before);
        }
        return FilterReply.NEUTRAL;
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
