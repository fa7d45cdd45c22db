package dev.cairn.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The nouns of WordNet 3.0, as Debian's package {@code wordnet-base} ships them: 82,115 entries,
 * each a hash of its words, its lexicographer file, how many pointers it has, and its gloss.
 */
final class WordNet {
    static final Path NOUNS = Path.of("/usr/share/wordnet/data.noun");

    private WordNet() {}

    /** One entry and the key it has in the grid. */
    record Noun(String key, Map<String, String> fields) {}

    static List<Noun> nouns() throws IOException {
        try (var lines = Files.lines(NOUNS, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> !line.startsWith(" ")).map(WordNet::noun).toList();
        }
    }

    private static Noun noun(String line) {
        int bar = line.indexOf(" | ");
        String[] parts = line.substring(0, bar).split(" ", -1);
        int count = Integer.parseInt(parts[3], 16);
        var words = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            words.add(parts[4 + 2 * i].replace('_', ' '));
        }
        var fields = new LinkedHashMap<String, String>();
        fields.put("words", String.join(",", words));
        fields.put("file", parts[1]);
        fields.put("pointers", parts[4 + 2 * count]);
        fields.put("gloss", line.substring(bar + 3).strip());
        return new Noun("noun:" + parts[0], fields);
    }

    /** Writes the entries as the commands that make them, in RESP. */
    static void write(List<Noun> nouns, Path file) throws IOException {
        try (var out = Files.newOutputStream(file);
                var buffered = new java.io.BufferedOutputStream(out)) {
            for (Noun noun : nouns) {
                var words = new ArrayList<String>(List.of("HSET", noun.key()));
                noun.fields()
                        .forEach(
                                (name, value) -> {
                                    words.add(name);
                                    words.add(value);
                                });
                write(words, buffered);
            }
        }
    }

    private static void write(List<String> words, OutputStream out) throws IOException {
        out.write(("*" + words.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            out.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }
}
