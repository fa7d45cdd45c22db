package dev.cairn.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;

import dev.cairn.node.config.LogLevel;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;
import dev.cairn.node.metadata.ratis.EngineLog;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * The log of a node's process, one line per event: the settings say how much is written, and where
 * to. It is set up here since a file in XML would take a tenth of a node's start.
 */
final class ProcessLog {

    private static final String OURS = "dev.cairn";
    private static final String CONSENSUS = "org.apache.ratis";
    private static final String LINE =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg%n";

    private final LoggerContext context;

    private ProcessLog(LoggerContext context) {
        this.context = context;
    }

    /**
     * Lets the log of this process do what the settings say, also when these change.
     *
     * @throws IOException if the file cannot be written
     */
    static void follow(Settings settings) throws IOException {
        follow(settings, (LoggerContext) LoggerFactory.getILoggerFactory());
    }

    static void follow(Settings settings, LoggerContext context) throws IOException {
        String file = settings.get(SettingTable.LOGFILE);
        OutputStreamAppender<ILoggingEvent> out =
                file.isEmpty()
                        ? new ConsoleAppender<>()
                        : to(Path.of(settings.get(SettingTable.DIR)).resolve(file));
        var log = new ProcessLog(context);
        log.writeTo(out);
        log.level(settings.get(SettingTable.LOGLEVEL));
        settings.onChange(SettingTable.LOGLEVEL, log::level);
    }

    /** Libraries tell of what went wrong, and of their daily life never. */
    private void level(LogLevel level) {
        Level ours = of(level);
        boolean silent = level == LogLevel.NOTHING;
        context.getLogger(OURS).setLevel(ours);
        context.getLogger(Logger.ROOT_LOGGER_NAME)
                .setLevel(ours.isGreaterOrEqual(Level.INFO) ? ours : Level.INFO);
        context.getLogger(CONSENSUS).setLevel(silent ? Level.OFF : Level.WARN);
    }

    private static Level of(LogLevel level) {
        return switch (level) {
            case DEBUG -> Level.TRACE;
            case VERBOSE -> Level.DEBUG;
            case NOTICE -> Level.INFO;
            case WARNING -> Level.WARN;
            case NOTHING -> Level.OFF;
        };
    }

    /** What was set up before, by libraries too, ends. */
    private void writeTo(OutputStreamAppender<ILoggingEvent> out) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(LINE);
        encoder.start();
        out.setEncoder(encoder);
        context.reset();
        add(out, Logger.ROOT_LOGGER_NAME);
        add(new EngineLog(), CONSENSUS);
        context.getLogger(CONSENSUS).setAdditive(false);
    }

    private void add(Appender<ILoggingEvent> appender, String logger) {
        appender.setContext(context);
        appender.start();
        context.getLogger(logger).addAppender(appender);
    }

    private static FileAppender<ILoggingEvent> to(Path file) throws IOException {
        touch(file);
        var appender = new FileAppender<ILoggingEvent>();
        appender.setFile(file.toString());
        return appender;
    }

    private static void touch(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        try {
            Files.createDirectories(Objects.requireNonNull(absolute.getParent()));
            Files.newOutputStream(absolute, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (FileSystemException unusable) {
            throw new IOException("the log file " + absolute + " cannot be written", unusable);
        }
    }
}
