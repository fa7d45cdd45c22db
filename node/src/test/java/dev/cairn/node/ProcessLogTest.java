package dev.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.read.ListAppender;

import dev.cairn.node.config.ConfigSources;
import dev.cairn.node.config.Settings;
import dev.cairn.node.metadata.ratis.EngineLog;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ProcessLogTest {

    private final LoggerContext context = new LoggerContext();

    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource({
        "debug, TRACE, INFO",
        "verbose, DEBUG, INFO",
        "notice, INFO, INFO",
        "warning, WARN, WARN",
        "nothing, OFF, OFF",
    })
    void theLevelFollowsItsSetting(String level, String ours, String others) throws Exception {
        var settings = new Settings();
        ProcessLog.follow(settings, context);
        assertThat(levelOf("dev.cairn.node.Grid")).isEqualTo(Level.INFO);
        settings.change(Map.of("loglevel", level));
        assertThat(levelOf("dev.cairn.node.Grid")).isEqualTo(Level.toLevel(ours));
        assertThat(levelOf("io.grpc.Server")).isEqualTo(Level.toLevel(others));
        assertThat(levelOf("org.apache.ratis.X").isGreaterOrEqual(Level.WARN)).isTrue();
    }

    private Level levelOf(String logger) {
        return context.getLogger(logger).getEffectiveLevel();
    }

    @Test
    void aFileIsAddedTo() throws Exception {
        context.setMDCAdapter(new LogbackMDCAdapter());
        Path file = Files.writeString(directory.resolve("node.log"), "before\n");
        var flags = List.of("--dir", directory.toString(), "--logfile", "node.log");
        ProcessLog.follow(ConfigSources.read(flags, Map.of()).settings(), context);
        context.getLogger("dev.cairn.node.Grid").info("a line");
        context.getLogger("dev.cairn.node.Grid").debug("not shown");
        context.stop();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2).first().isEqualTo("before");
        assertThat(lines.getLast()).matches("\\d{4}-\\S+ INFO  Grid a line");
    }

    @Test
    void theEngineComplainsBesideTheLinesOfTheNode() throws Exception {
        ProcessLog.follow(new Settings(), context);
        assertThat(appenders(Logger.ROOT_LOGGER_NAME)).hasOnlyElementsOfType(ConsoleAppender.class);
        assertThat(appenders("org.apache.ratis")).hasOnlyElementsOfType(EngineLog.class);
        assertThat(context.getLogger("org.apache.ratis").isAdditive()).isFalse();
        assertThat(levelOf("org.apache.ratis.Sender")).isEqualTo(Level.WARN);
    }

    @Test
    void whatTheEngineSaysIsHeardInOneLine() throws Exception {
        var own = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(EngineLog.class);
        var said = new ListAppender<ILoggingEvent>();
        said.start();
        own.addAppender(said);
        try {
            ProcessLog.follow(new Settings(), context);
            context.getLogger("org.apache.ratis.Sender").warn("heard");
        } finally {
            own.detachAppender(said);
        }
        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("Sender: heard");
    }

    private List<Appender<ILoggingEvent>> appenders(String logger) {
        var appenders = new ArrayList<Appender<ILoggingEvent>>();
        context.getLogger(logger).iteratorForAppenders().forEachRemaining(appenders::add);
        return appenders;
    }
}
