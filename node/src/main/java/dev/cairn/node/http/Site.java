package dev.cairn.node.http;

import io.netty.handler.codec.http.HttpResponseStatus;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * The pages of the port.
 *
 * @param metrics the figures in Prometheus' text format; may take its time
 */
public record Site(Health health, Supplier<String> metrics) {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    /** What makes the answer of a page, for as many at a time as there are turns. */
    record Page(Supplier<Answer> answer, Semaphore turns) {}

    /**
     * The pages by their paths. Each has turns of its own, so that scrapes that take long never
     * make a node look dead.
     *
     * @param turns how many may ask for the same page at a time
     */
    Map<String, Page> pages(int turns) {
        return Map.of(
                "/health/live",
                new Page(() -> Answer.unless(health.fatal()), new Semaphore(turns)),
                "/health/ready",
                new Page(() -> Answer.unless(health.unready()), new Semaphore(turns)),
                "/metrics",
                new Page(this::scrape, new Semaphore(turns)));
    }

    private Answer scrape() {
        byte[] text = metrics.get().getBytes(StandardCharsets.UTF_8);
        return new Answer(HttpResponseStatus.OK, PROMETHEUS, text);
    }
}
