package dev.cairn.node.command;

import dev.cairn.node.command.Argument.Times;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the small language in which a row states its arguments.
 *
 * <pre>
 * member            a string          count:int  pattern:pattern  at:time  x:double  from:key
 * key               a key, in a command that has keys
 * NX                a word of the command itself; name=WORD if it is known by another name
 * EX seconds:int    an argument announced by a word
 * how(NX | XX)      a choice          pair(field value)    a group
 * x?  x+  x*        optional, one or more, none or more; a further ! repeats the word too
 * </pre>
 */
final class Syntax {

    private static final Map<String, Argument.Type> TYPES =
            Map.of(
                    "int", Argument.Type.INTEGER,
                    "double", Argument.Type.DOUBLE,
                    "key", Argument.Type.KEY,
                    "pattern", Argument.Type.PATTERN,
                    "time", Argument.Type.UNIX_TIME,
                    "string", Argument.Type.STRING);

    private final List<String> words;
    private final int keySpecs;
    private int at;
    private int keys;

    private Syntax(String text, int keySpecs) {
        String spaced = text.replaceAll("([(|])", " $1 ").replaceAll("(\\))", " $1").strip();
        this.words = spaced.isEmpty() ? List.of() : List.of(spaced.split("\\s+"));
        this.keySpecs = keySpecs;
    }

    /** The arguments that {@code text} states, for a command with so many key specifications. */
    static List<Argument> parse(String text, int keySpecs) {
        var syntax = new Syntax(text, keySpecs);
        var arguments = syntax.sequence();
        if (syntax.at < syntax.words.size()) {
            throw new IllegalArgumentException("unbalanced: " + text);
        }
        return arguments;
    }

    private List<Argument> sequence() {
        var arguments = new ArrayList<Argument>();
        while (at < words.size() && !startsWith(")") && !startsWith("|")) {
            arguments.add(argument());
        }
        return arguments;
    }

    private Argument argument() {
        String word = words.get(at);
        if (!isToken(word)) {
            return named(null);
        }
        boolean announces =
                word.equals(bare(word))
                        && at + 1 < words.size()
                        && Character.isLowerCase(words.get(at + 1).charAt(0))
                        && words.get(at + 1).indexOf('=') < 0;
        at++;
        if (announces) {
            return named(word);
        }
        String token = bare(word);
        String name = token.toLowerCase(Locale.ROOT);
        return new Argument(name, Argument.Type.PURE_TOKEN, token, -1, times(word), List.of());
    }

    private Argument named(@Nullable String token) {
        String word = words.get(at++);
        if (at < words.size() && startsWith("(")) {
            return group(word, token);
        }
        String bare = bare(word);
        int equals = bare.indexOf('=');
        if (equals > 0) {
            String name = bare.substring(0, equals);
            String alias = bare.substring(equals + 1);
            return new Argument(name, Argument.Type.PURE_TOKEN, alias, -1, times(word), List.of());
        }
        Argument.Type type = type(bare);
        String name = typeNamedBy(bare) != null ? bare.substring(0, bare.lastIndexOf(':')) : bare;
        int spec = type == Argument.Type.KEY ? Math.min(keys++, keySpecs - 1) : -1;
        return new Argument(name, type, token, spec, times(word), List.of());
    }

    private Argument group(String name, @Nullable String token) {
        at++;
        var parts = new ArrayList<>(sequence());
        boolean choice = startsWith("|");
        while (startsWith("|")) {
            at++;
            parts.addAll(sequence());
        }
        String end = words.get(at++);
        Argument.Type type = choice ? Argument.Type.ONEOF : Argument.Type.BLOCK;
        return new Argument(name, type, token, -1, times(end), parts);
    }

    private Argument.Type type(String bare) {
        if (bare.equals("key") && keySpecs > 0) {
            return Argument.Type.KEY;
        }
        Argument.Type named = typeNamedBy(bare);
        return named == null ? Argument.Type.STRING : named;
    }

    private static Argument.@Nullable Type typeNamedBy(String bare) {
        int colon = bare.lastIndexOf(':');
        return colon < 0 ? null : TYPES.get(bare.substring(colon + 1));
    }

    private boolean startsWith(String sign) {
        return at < words.size() && words.get(at).startsWith(sign);
    }

    private static boolean isToken(String word) {
        return bare(word).matches("[A-Z][A-Z0-9-]*");
    }

    private static String bare(String word) {
        return word.replaceAll("[?+*!]+$", "");
    }

    private static Times times(String word) {
        String marks = word.substring(bare(word).length());
        boolean some = marks.contains("*");
        return marks.isEmpty()
                ? Times.ONCE
                : new Times(
                        some || marks.contains("?"),
                        some || marks.contains("+"),
                        marks.contains("!"));
    }
}
