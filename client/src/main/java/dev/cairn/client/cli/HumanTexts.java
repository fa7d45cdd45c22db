package dev.cairn.client.cli;

import dev.cairn.protocol.resp.Reply;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Commands that answer a text for humans, which RESP2 cannot tell from any other value. */
final class HumanTexts {

    private static final Set<String> NAMES =
            Set.of(
                    "INFO",
                    "LOLWUT",
                    "CLIENT LIST",
                    "CLIENT INFO",
                    "CLUSTER INFO",
                    "CLUSTER NODES",
                    "DEBUG HTSTATS",
                    "DEBUG HTSTATS-KEY",
                    "LATENCY DOCTOR",
                    "LATENCY GRAPH",
                    "MEMORY DOCTOR",
                    "MEMORY MALLOC-STATS");

    private HumanTexts() {}

    /** The reply to {@code words}, as RESP3 would have told it. */
    static Reply told(List<byte[]> words, Reply reply) {
        String name = capitals(words.get(0));
        boolean human =
                NAMES.contains(name)
                        || (words.size() > 1
                                && NAMES.contains(name + " " + capitals(words.get(1))));
        return human && reply instanceof Reply.Bulk bulk
                ? new Reply.Verbatim("txt", bulk.text())
                : reply;
    }

    private static String capitals(byte[] word) {
        return new String(word, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
    }
}
