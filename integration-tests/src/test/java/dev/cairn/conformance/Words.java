package dev.cairn.conformance;

import java.util.ArrayList;
import java.util.List;

/** Reads a line as redis-cli does: words, and quoted words with escapes. */
final class Words {

    private final String line;
    private int at;

    private Words(String line) {
        this.line = line;
    }

    static List<String> of(String line) {
        var words = new Words(line);
        var all = new ArrayList<String>();
        while (words.skipBlanks()) {
            all.add(words.next());
        }
        return all;
    }

    private boolean skipBlanks() {
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        return at < line.length();
    }

    private String next() {
        boolean quoted = line.charAt(at) == '"';
        if (quoted) {
            at++;
        }
        char end = quoted ? '"' : ' ';
        var word = new StringBuilder();
        while (at < line.length() && line.charAt(at) != end) {
            word.append(quoted && line.charAt(at) == '\\' ? escaped() : line.charAt(at++));
        }
        at++;
        return word.toString();
    }

    private char escaped() {
        at += 2;
        return switch (line.charAt(at - 1)) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'x' -> {
                at += 2;
                yield (char) Integer.parseInt(line.substring(at - 2, at), 16);
            }
            default -> line.charAt(at - 1);
        };
    }
}
