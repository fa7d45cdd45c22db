package dev.cairn.node.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The metrics page: a node's figures and those of its JVM in Prometheus' text format. The registry
 * is made by the first scrape, so that a node that nobody scrapes does not pay for it. Any thread
 * may call.
 */
public final class Exposition implements AutoCloseable {
    private final Supplier<List<Figure>> figures;
    private @Nullable Registered registered;

    /**
     * @param figures all there are by now; asked at each scrape, as new ones may appear
     */
    public Exposition(Supplier<List<Figure>> figures) {
        this.figures = figures;
    }

    /** What the figures are at this moment. */
    public synchronized String text() {
        var to = registered;
        if (to == null) {
            to = new Registered();
            registered = to;
        }
        figures.get().forEach(to::add);
        return to.registry.scrape();
    }

    @Override
    public synchronized void close() {
        if (registered != null) {
            registered.close();
            registered = null;
        }
    }

    /** The registry, and what it knows already. */
    private static final class Registered {
        final PrometheusMeterRegistry registry =
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        private final JvmGcMetrics collections = new JvmGcMetrics();

        /** By name and labels; held here, since the registry refers to counters weakly. */
        private final Map<Map.Entry<String, Map<String, String>>, Figure> known = new HashMap<>();

        Registered() {
            new JvmMemoryMetrics().bindTo(registry);
            new JvmThreadMetrics().bindTo(registry);
            collections.bindTo(registry);
        }

        void add(Figure figure) {
            if (known.putIfAbsent(Map.entry(figure.name(), figure.labels()), figure) == null) {
                register(figure);
            }
        }

        private void register(Figure figure) {
            switch (figure.kind()) {
                case COUNTER ->
                        FunctionCounter.builder(
                                        figure.name(), figure, each -> each.value().getAsDouble())
                                .tags(tags(figure))
                                .description(figure.help())
                                .register(registry);
                case GAUGE ->
                        Gauge.builder(figure.name(), figure.value()::getAsDouble)
                                .tags(tags(figure))
                                .description(figure.help())
                                .strongReference(true)
                                .register(registry);
                case INFO -> facts(figure);
            }
        }

        /** Micrometer has no such kind, and takes {@code _info} off a gauge's name. */
        private void facts(Figure figure) {
            var names = new ArrayList<String>();
            var values = new ArrayList<String>();
            figure.labels()
                    .forEach(
                            (name, value) -> {
                                names.add(name);
                                values.add(value);
                            });
            Info.builder()
                    .name(figure.name())
                    .help(figure.help())
                    .labelNames(names.toArray(String[]::new))
                    .register(registry.getPrometheusRegistry())
                    .addLabelValues(values.toArray(String[]::new));
        }

        private static List<Tag> tags(Figure figure) {
            return figure.labels().entrySet().stream()
                    .map(label -> Tag.of(label.getKey(), label.getValue()))
                    .toList();
        }

        void close() {
            collections.close();
            registry.close();
        }
    }
}
