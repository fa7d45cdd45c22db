package dev.cairn.conformance;

import dev.cairn.protocol.resp.Reply;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of the fields that INFO tells, by section, as lines {@code Section field field...}.
 *
 * <p>Record those of a running redis-server with {@code java -cp ... InfoFields PORT FILE}.
 */
final class InfoFields {

    private InfoFields() {}

    public static void main(String[] arguments) throws IOException {
        var lines = new ArrayList<String>();
        of(Integer.parseInt(arguments[0]))
                .forEach((section, fields) -> lines.add(section + " " + String.join(" ", fields)));
        Files.write(Path.of(arguments[1]), lines);
    }

    /** The fields of every section of the server at {@code port}, in their order. */
    static Map<String, List<String>> of(int port) throws IOException {
        try (var wire = new Wire(port)) {
            wire.call(List.of("CONFIG", "RESETSTAT"));
            wire.call(List.of("SET", "k", "v"));
            wire.call(List.of("NOSUCH"));
            return in(wire.call(List.of("INFO", "everything")).reply());
        }
    }

    private static Map<String, List<String>> in(Reply reply) {
        var sections = new LinkedHashMap<String, List<String>>();
        List<String> fields = new ArrayList<>();
        String text = new String(((Reply.Bulk) reply).bytes(), StandardCharsets.UTF_8);
        for (String line : text.split("\r\n")) {
            if (line.startsWith("# ")) {
                fields = new ArrayList<>();
                sections.put(line.substring(2), fields);
            } else if (line.contains(":")) {
                fields.add(line.substring(0, line.indexOf(':')));
            }
        }
        return sections;
    }
}
