package dev.cairn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.node.Node;
import dev.cairn.node.config.ConfigSources;
import dev.cairn.protocol.resp.Reply;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What a node dumps a redis-server restores, and the other way round; seeded values. */
class DumpExchangeTest {

    private static final int VALUES = 400;

    @Test
    void valuesSurviveTheWayThereAndBack() throws Exception {
        long seed = Long.getLong("cairn.seed", 17);
        var random = new Random(seed);
        try (ReferenceServer reference = ReferenceServer.start()) {
            assumeTrue(reference != null, "SKIPPED: there is no redis-server on this machine");
            var settings = List.of("--port", "0", "--bind", "127.0.0.1");
            try (var node = Node.start(ConfigSources.read(settings, Map.of()));
                    var ours = new Wire(node.port());
                    var theirs = new Wire(reference.port())) {
                for (int i = 0; i < VALUES; i++) {
                    List<String> write = value(random);
                    exchange(write, ours, theirs, "seed " + seed + " value " + i + " to Redis");
                    exchange(write, theirs, ours, "seed " + seed + " value " + i + " from Redis");
                }
            }
        }
    }

    private static void exchange(List<String> write, Wire from, Wire to, String what)
            throws Exception {
        from.call(List.of("DEL", "k"));
        from.call(write);
        String payload = text(from.call(List.of("DUMP", "k")).reply());
        String restored = to.call(List.of("RESTORE", "k", "0", payload, "REPLACE")).raw();
        assertThat(restored).as(what).isEqualTo("+OK\r\n");
        assertThat(content(to)).as(what).isEqualTo(content(from));
    }

    /** The value under the key: a string as it is, a hash as a map. */
    private static Object content(Wire wire) throws Exception {
        if (wire.call(List.of("TYPE", "k")).raw().equals("+string\r\n")) {
            return text(wire.call(List.of("GET", "k")).reply());
        }
        var fields = new TreeMap<String, String>();
        if (wire.call(List.of("HGETALL", "k")).reply() instanceof Reply.Array(List<Reply> all)) {
            for (int i = 0; i < all.size(); i += 2) {
                fields.put(text(all.get(i)), text(all.get(i + 1)));
            }
        }
        return fields;
    }

    private static String text(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Bulk.class);
        return new String(((Reply.Bulk) reply).bytes(), StandardCharsets.ISO_8859_1);
    }

    private static List<String> value(Random random) {
        if (random.nextBoolean()) {
            return List.of("SET", "k", word(random));
        }
        var command = new ArrayList<>(List.of("HSET", "k"));
        int fields = random.nextInt(10) == 0 ? 600 : 1 + random.nextInt(20);
        for (int i = 0; i < fields; i++) {
            command.add(i + word(random));
            command.add(word(random));
        }
        return command;
    }

    /** Numbers of all widths, text that compresses, bytes that do not; of all lengths. */
    private static String word(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> Long.toString(random.nextLong() >> random.nextInt(64));
            case 1 -> "abc".repeat(random.nextInt(200));
            case 2 -> "";
            default -> {
                var bytes = new byte[random.nextInt(random.nextInt(8) == 0 ? 20_000 : 80)];
                random.nextBytes(bytes);
                yield new String(bytes, StandardCharsets.ISO_8859_1);
            }
        };
    }
}
