package dev.cairn.client;

import dev.cairn.client.call.Call;
import dev.cairn.client.call.Decode;
import dev.cairn.protocol.resp.Reply;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where the keys of each command stand and which commands only read, as COMMAND says. */
public final class CommandTable {

    /** What is known of one command. */
    private record Row(
            int firstKey,
            int lastKey,
            boolean readOnly,
            boolean write,
            Optional<Search> search,
            Map<String, Row> sub) {}

    /** How the first key is found when its place depends on the arguments. */
    private record Search(int index, String keyword, int from, int keyCountAt, int firstKey) {}

    private final Map<String, Row> rows;

    private CommandTable(Map<String, Row> rows) {
        this.rows = rows;
    }

    /** The table in a reply to COMMAND. */
    static CommandTable read(Reply reply) {
        return new CommandTable(rows(Decode.elements(reply)));
    }

    /** The call of {@code words}, routed by its first key, and repeatable if it only reads. */
    public Call call(List<byte[]> words) {
        Call call = Call.ofWords(words);
        Row row = row(words);
        if (row == null) {
            return call;
        }
        Call declared = row.readOnly() ? call.repeatable() : call;
        int key = firstKey(row, words);
        return key > 0 && key < words.size() ? declared.key(key) : declared;
    }

    /** Whether {@code words} certainly touch one key only, the first argument. */
    public boolean hasOneKey(List<byte[]> words) {
        Row row = row(words);
        return row != null && row.firstKey() == 1 && row.lastKey() == 1 && words.size() > 1;
    }

    /** Whether {@code words} change data without naming a key, as FLUSHALL does. */
    public boolean changesWithoutKey(List<byte[]> words) {
        Row row = row(words);
        return row != null && row.write() && firstKey(row, words) == 0;
    }

    private @Nullable Row row(List<byte[]> words) {
        Row row = rows.get(lower(words.get(0)));
        if (row == null || row.sub().isEmpty() || words.size() == 1) {
            return row;
        }
        return row.sub().getOrDefault(lower(words.get(0)) + "|" + lower(words.get(1)), row);
    }

    private static int firstKey(Row row, List<byte[]> words) {
        if (row.search().isEmpty()) {
            return row.firstKey();
        }
        Search search = row.search().get();
        int begin = search.keyword().isEmpty() ? search.index() : after(search, words);
        if (begin <= 0 || search.keyCountAt() < 0) {
            return begin;
        }
        int countAt = begin + search.keyCountAt();
        boolean none = countAt >= words.size() || lower(words.get(countAt)).equals("0");
        return none ? 0 : begin + search.firstKey();
    }

    /** The place after the keyword; 0 if it is missing. */
    private static int after(Search search, List<byte[]> words) {
        int from = search.from() > 0 ? search.from() : words.size() + search.from();
        int step = search.from() > 0 ? 1 : -1;
        for (int i = from; i > 0 && i < words.size(); i += step) {
            if (lower(words.get(i)).equalsIgnoreCase(search.keyword())) {
                return i + 1;
            }
        }
        return 0;
    }

    private static Map<String, Row> rows(List<Reply> commands) {
        var rows = new HashMap<String, Row>();
        for (Reply command : commands) {
            if (command == Reply.Nil.NIL) {
                continue;
            }
            List<Reply> fields = Decode.elements(command);
            Set<String> flags =
                    Decode.elements(fields.get(2)).stream()
                            .map(Decode::text)
                            .collect(Collectors.toSet());
            List<Reply> specs = fields.size() > 8 ? Decode.elements(fields.get(8)) : List.of();
            rows.put(
                    Decode.text(fields.get(0)).toLowerCase(Locale.ROOT),
                    new Row(
                            Math.toIntExact(Decode.whole(fields.get(3))),
                            Math.toIntExact(Decode.whole(fields.get(4))),
                            flags.contains("readonly"),
                            flags.contains("write"),
                            specs.isEmpty() ? Optional.empty() : search(specs.get(0)),
                            fields.size() > 9 ? rows(Decode.elements(fields.get(9))) : Map.of()));
        }
        return rows;
    }

    private static Optional<Search> search(Reply spec) {
        Map<String, Reply> parts = Decode.map(Decode::raw).apply(spec);
        Map<String, Reply> begin = typed(parts.get("begin_search"));
        Map<String, Reply> find = typed(parts.get("find_keys"));
        if (!begin.containsKey("index") && !begin.containsKey("keyword")) {
            return Optional.empty();
        }
        return Optional.of(
                new Search(
                        number(begin, "index", 0),
                        begin.containsKey("keyword") ? Decode.text(begin.get("keyword")) : "",
                        number(begin, "startfrom", 1),
                        number(find, "keynumidx", -1),
                        number(find, "firstkey", 0)));
    }

    /** The inner map of {@code {type: .., spec: {..}}}. */
    private static Map<String, Reply> typed(@Nullable Reply part) {
        if (part == null) {
            return Map.of();
        }
        Reply spec = Decode.map(Decode::raw).apply(part).get("spec");
        return spec == null ? Map.of() : Decode.map(Decode::raw).apply(spec);
    }

    private static int number(Map<String, Reply> map, String name, int otherwise) {
        Reply value = map.get(name);
        return value == null ? otherwise : Math.toIntExact(Decode.whole(value));
    }

    private static String lower(byte[] word) {
        return new String(word, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
    }
}
