package dev.cairn.node.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How much unsent output each class of clients may pile up before it is closed. */
public record OutputLimits(Map<Audience, Limit> limits) {

    /** A class of clients; the names are those of redis.conf. */
    public enum Audience {
        NORMAL,
        SLAVE,
        PUBSUB
    }

    /**
     * A limit; zero means none.
     *
     * @param hardBytes closes at once
     * @param softBytes closes when exceeded for {@code softSeconds} on end
     */
    public record Limit(long hardBytes, long softBytes, int softSeconds) {}

    public OutputLimits {
        limits = Collections.unmodifiableMap(new EnumMap<>(limits));
    }

    /** The limit of {@code audience}. */
    public Limit of(Audience audience) {
        return limits.getOrDefault(audience, new Limit(0, 0, 0));
    }

    /** These limits, with those classes replaced that {@code changed} names. */
    OutputLimits with(OutputLimits changed) {
        var all = new EnumMap<Audience, Limit>(Audience.class);
        all.putAll(limits);
        all.putAll(changed.limits);
        return new OutputLimits(all);
    }

    static OutputLimits parse(String text) throws InvalidSetting {
        List<String> words = List.of(text.strip().split("\\s+"));
        if (words.size() % 4 != 0) {
            throw new InvalidSetting("Wrong number of arguments in buffer limit configuration.");
        }
        var limits = new EnumMap<Audience, Limit>(Audience.class);
        for (int i = 0; i < words.size(); i += 4) {
            limits.put(audience(words.get(i)), limit(words.subList(i + 1, i + 4)));
        }
        return new OutputLimits(limits);
    }

    private static Audience audience(String word) throws InvalidSetting {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "normal" -> Audience.NORMAL;
            case "slave", "replica" -> Audience.SLAVE;
            case "pubsub" -> Audience.PUBSUB;
            default ->
                    throw new InvalidSetting(
                            "Invalid client class specified in buffer limit configuration.");
        };
    }

    private static Limit limit(List<String> words) throws InvalidSetting {
        try {
            int seconds = Integer.parseInt(words.get(2));
            if (seconds >= 0) {
                long hard = MemorySize.parse(words.get(0));
                return new Limit(hard, MemorySize.parse(words.get(1)), seconds);
            }
        } catch (NumberFormatException | InvalidSetting fallThrough) {
            // One text for all three, as Redis has it.
        }
        throw new InvalidSetting(
                "Error in hard, soft or soft_seconds setting in buffer limit configuration.");
    }

    String text() {
        var words = new ArrayList<String>();
        limits.forEach(
                (audience, limit) -> {
                    words.add(audience.name().toLowerCase(Locale.ROOT));
                    words.add(Long.toString(limit.hardBytes));
                    words.add(Long.toString(limit.softBytes));
                    words.add(Integer.toString(limit.softSeconds));
                });
        return String.join(" ", words);
    }
}
