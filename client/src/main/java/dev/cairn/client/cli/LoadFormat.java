package dev.cairn.client.cli;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** How the input of a load is written. */
enum LoadFormat {
    /** One {@code key<TAB>value} a line; each is SET. */
    TSV,
    /** Commands as redis-cli --pipe takes them: RESP, or inline, one a line. */
    RESP;

    private static final Pattern MULTIBULK = Pattern.compile("\\*[0-9]+\r\n.*", Pattern.DOTALL);

    /** What one item is called. */
    String noun() {
        return this == TSV ? "line" : "command";
    }

    /** The format of an input that begins with {@code start}. */
    static LoadFormat detect(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1).stripLeading();
        if (MULTIBULK.matcher(text).matches()) {
            return RESP;
        }
        int lineEnd = text.indexOf('\n');
        String line = lineEnd < 0 ? text : text.substring(0, lineEnd);
        return line.indexOf('\t') >= 0 ? TSV : RESP;
    }
}
