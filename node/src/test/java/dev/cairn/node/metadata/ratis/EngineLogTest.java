package dev.cairn.node.metadata.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

final class EngineLogTest {
    private static final long WINDOW = EngineLog.WINDOW.toMillis();
    private static final String SENDER = "org.apache.ratis.server.leader.Sender";
    private static final String VOTING = "org.apache.ratis.server.impl.Voting";

    private final EngineLog log = new EngineLog();
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger own = (Logger) LoggerFactory.getLogger(EngineLog.class);

    @BeforeEach
    void listen() {
        log.start();
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
        for (int i = 0; i < EngineLog.MOST; i++) {
            at(1_000 + i, SENDER, "again");
        }
        at(1_500, SENDER, "left out");
        at(1_000 + WINDOW - 1, SENDER, "left out");
        at(1_500, VOTING, "of another class");

        assertThat(lines())
                .containsExactly(
                        "Sender: again",
                        "Sender: again",
                        "Sender: again",
                        "Voting: of another class");
    }

    @Test
    void whatWasLeftOutIsCountedAndSaidOnce() {
        for (int i = 0; i < EngineLog.MOST + 17; i++) {
            at(1_000, SENDER, "again");
        }
        said.list.clear();
        at(1_000 + WINDOW, SENDER, "later");
        at(1_000 + 2 * WINDOW, SENDER, "last");

        assertThat(lines())
                .containsExactly(
                        "Sender: 17 messages were left out", "Sender: later", "Sender: last");
    }

    @Test
    void aClockThatIsSetBackBeginsAWindow() {
        for (int i = 0; i < EngineLog.MOST; i++) {
            at(50_000, SENDER, "again");
        }
        at(10_000, SENDER, "earlier");
        assertThat(lines()).last().isEqualTo("Sender: earlier");
    }

    @Test
    void moreClassesThanAreToldApartShareAWindow() {
        for (int i = 0; i < EngineLog.MOST_CLASSES; i++) {
            at(1_000, "engine.Class" + i, "first");
        }
        said.list.clear();
        for (int i = 0; i < EngineLog.MOST + 5; i++) {
            at(1_000, "engine.More" + i, "one more");
        }
        at(1_000, "engine.Class0", "second");
        assertThat(lines()).hasSize(EngineLog.MOST + 1).last().isEqualTo("Class0: second");
    }

    @Test
    void aFailureIsOneLineWithItsCausesAndKeepsItsLevel() {
        var cause = new IOException("no stream\n to 1234abcd");
        var failure = new IllegalStateException("append failed", cause);
        var logger = new LoggerContext().getLogger(SENDER);
        for (Level level : List.of(Level.WARN, Level.ERROR)) {
            log.doAppend(new LoggingEvent("", logger, level, "Failed {}", failure, args("x")));
        }

        assertThat(lines())
                .hasSize(2)
                .allMatch(
                        line ->
                                line.equals(
                                        "Sender: Failed x; IllegalStateException: append failed;"
                                                + " IOException: no stream to 1234abcd"));
        assertThat(said.list).allMatch(event -> event.getThrowableProxy() == null);
        assertThat(said.list)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.WARN, Level.ERROR);
    }

    private void at(long millis, String logger, String message) {
        var event = new LoggingEvent();
        event.setLoggerName(logger);
        event.setLevel(Level.WARN);
        event.setMessage(message);
        event.setTimeStamp(millis);
        log.doAppend(event);
    }

    private List<String> lines() {
        Stream<ILoggingEvent> events = said.list.stream();
        return events.map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Object[] args(Object... all) {
        return all;
    }
}
