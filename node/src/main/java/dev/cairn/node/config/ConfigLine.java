package dev.cairn.node.config;

import java.util.ArrayList;
import java.util.List;

/** One line of redis.conf: words, some of them in quotes. */
final class ConfigLine {

    private final String line;
    private int at;

    private ConfigLine(String line) {
        this.line = line;
    }

    /** The words of {@code line}; none for a blank line or a comment. */
    static List<String> words(String line) throws InvalidSetting {
        if (line.isBlank() || line.strip().startsWith("#")) {
            return List.of();
        }
        return new ConfigLine(line).words();
    }

    /** {@code word} as it may stand in a line: in quotes if it needs them. */
    static String quoted(String word) {
        boolean plain =
                !word.isEmpty()
                        && word.chars()
                                .allMatch(
                                        c ->
                                                c > ' ' && c < 127 && c != '"' && c != '\''
                                                        && c != '\\' && c != '#');
        if (plain) {
            return word;
        }
        var text = new StringBuilder("\"");
        word.chars().forEach(c -> appendEscaped(text, (char) c));
        return text.append('"').toString();
    }

    private static void appendEscaped(StringBuilder text, char c) {
        switch (c) {
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case '"', '\\' -> text.append('\\').append(c);
            default -> text.append(c);
        }
    }

    private List<String> words() throws InvalidSetting {
        var words = new ArrayList<String>();
        while (skipSpaces()) {
            words.add(word());
        }
        return words;
    }

    private boolean skipSpaces() {
        while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return at < line.length();
    }

    private String word() throws InvalidSetting {
        char first = line.charAt(at);
        if (first == '"' || first == '\'') {
            at++;
            return inQuotes(first);
        }
        int from = at;
        while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return line.substring(from, at);
    }

    private String inQuotes(char quote) throws InvalidSetting {
        var word = new StringBuilder();
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == quote) {
                if (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
                    break;
                }
                return word.toString();
            }
            boolean escape = c == '\\' && at < line.length();
            word.append(escape ? escaped(line.charAt(at++), quote) : c);
        }
        throw new InvalidSetting("unbalanced quotes");
    }

    private static String escaped(char c, char quote) {
        if (quote == '\'') {
            return c == '\'' ? "'" : "\\" + c;
        }
        return switch (c) {
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            default -> String.valueOf(c);
        };
    }
}
