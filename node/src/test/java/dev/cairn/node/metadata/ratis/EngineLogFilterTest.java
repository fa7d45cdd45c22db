package dev.cairn.node.metadata.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import ch.qos.logback.core.spi.FilterReply;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

final class EngineLogFilterTest {
    private static final long WINDOW = EngineLogFilter.WINDOW.toMillis();
    private static final String SERVER = "org.apache.ratis.server.impl.LogAppender";
    private static final String OTHER = "org.apache.ratis.server.impl.LeaderElection";

    private final LoggerContext context = new LoggerContext();
    private final EngineLogFilter filter = new EngineLogFilter();
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger own = (Logger) LoggerFactory.getLogger(EngineLogFilter.class);

    @BeforeEach
    void listen() {
        said.start();
        own.addAppender(said);
        own.setAdditive(false);
    }

    @AfterEach
    void listenNoMore() {
        own.detachAppender(said);
        own.setAdditive(true);
    }

    @Test
    void aFewMessagesOfAClassPassInAWindow() {
        for (int i = 0; i < EngineLogFilter.MOST; i++) {
            assertThat(at(1_000 + i, SERVER)).isEqualTo(FilterReply.NEUTRAL);
        }
        assertThat(at(1_500, SERVER)).isEqualTo(FilterReply.DENY);
        assertThat(at(1_000 + WINDOW - 1, SERVER)).isEqualTo(FilterReply.DENY);
        assertThat(at(1_500, OTHER)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(said.list).isEmpty();
    }

    @Test
    void whatWasLeftOutIsCountedAndSaidOnce() {
        for (int i = 0; i < EngineLogFilter.MOST + 17; i++) {
            at(1_000, SERVER);
        }
        assertThat(at(1_000 + WINDOW, SERVER)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("LogAppender: 17 messages were left out");

        assertThat(at(1_000 + 2 * WINDOW, SERVER)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(said.list).hasSize(1);
    }

    @Test
    void aClockThatIsSetBackBeginsAWindow() {
        for (int i = 0; i < EngineLogFilter.MOST; i++) {
            at(50_000, SERVER);
        }
        assertThat(at(10_000, SERVER)).isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void moreClassesThanAreToldApartShareAWindow() {
        for (int i = 0; i < EngineLogFilter.MOST_CLASSES; i++) {
            at(1_000, "engine.Class" + i);
        }
        for (int i = 0; i < EngineLogFilter.MOST; i++) {
            assertThat(at(1_000, "engine.More" + i)).isEqualTo(FilterReply.NEUTRAL);
        }
        assertThat(at(1_000, "engine.OneMore")).isEqualTo(FilterReply.DENY);
        assertThat(at(1_000, "engine.Class0")).isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void theNodeLogsTheEnginesWarningsInOneLineEachAndThroughTheFilter() throws JoranException {
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(
                Objects.requireNonNull(getClass().getClassLoader().getResource("logback.xml")));
        Logger engine = context.getLogger("org.apache.ratis");
        assertThat(context.getLogger(SERVER).getEffectiveLevel()).isEqualTo(Level.WARN);
        assertThat(engine.isAdditive()).isFalse();
        var appender = (ConsoleAppender<ILoggingEvent>) engine.getAppender("ENGINE");
        assertThat(appender.getCopyOfAttachedFiltersList())
                .hasExactlyElementsOfTypes(EngineLogFilter.class);

        var cause = new IOException("no stream to 1234abcd");
        var failure = new IllegalStateException("append failed", cause);
        var event = new LoggingEvent("", engine, Level.WARN, "Failed appendEntries", failure, null);
        var line = new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
        assertThat(line)
                .containsPattern("WARN +ratis Failed appendEntries .*append failed.*no stream")
                .doesNotContain("EngineLogFilterTest")
                .hasLineCount(1);
    }

    private FilterReply at(long millis, String logger) {
        var event = new LoggingEvent();
        event.setLoggerName(logger);
        event.setTimeStamp(millis);
        return filter.decide(event);
    }
}
