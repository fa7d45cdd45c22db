package dev.cairn.node.http;

import io.netty.handler.codec.http.HttpResponseStatus;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * The pages of the port.
 *
 * @param metrics the figures in Prometheus' text format; may take its time
 */
public record Site(Health health, Supplier<String> metrics) {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    /** What makes the answer of a page. */
    interface Page {
        Answer answer();
    }

    /** The page at this path; null if there is none. */
    @Nullable Page at(String path) {
        return switch (path) {
            case "/health/live" -> () -> Answer.unless(health.fatal());
            case "/health/ready" -> () -> Answer.unless(health.unready());
            case "/metrics" -> this::scrape;
            default -> null;
        };
    }

    private Answer scrape() {
        byte[] text = metrics.get().getBytes(StandardCharsets.UTF_8);
        return new Answer(HttpResponseStatus.OK, PROMETHEUS, text);
    }
}
