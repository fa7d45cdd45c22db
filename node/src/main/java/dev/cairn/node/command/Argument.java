package dev.cairn.node.command;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One argument of a command as COMMAND DOCS describes it.
 *
 * @param token the word that announces the argument, or is it, if any
 * @param keySpec which key specification names it, or -1
 * @param times how often it may stand there
 * @param parts what a choice or a block consists of
 */
public record Argument(
        String name,
        Type type,
        @Nullable String token,
        int keySpec,
        Times times,
        List<Argument> parts) {

    /** What an argument may be. */
    public enum Type {
        STRING("string"),
        INTEGER("integer"),
        DOUBLE("double"),
        KEY("key"),
        PATTERN("pattern"),
        UNIX_TIME("unix-time"),
        PURE_TOKEN("pure-token"),
        ONEOF("oneof"),
        BLOCK("block");

        private final String label;

        Type(String label) {
            this.label = label;
        }

        /** The type's name in COMMAND DOCS. */
        public String label() {
            return label;
        }
    }

    /**
     * How often an argument may stand in a request.
     *
     * @param tokenToo whether each repetition repeats the token
     */
    public record Times(boolean optional, boolean multiple, boolean tokenToo) {
        static final Times ONCE = new Times(false, false, false);
    }

    public Argument {
        parts = List.copyOf(parts);
    }

    /** The argument in the notation of the command reference: {@code [EX seconds]}. */
    public String usage() {
        String once = once();
        String text = once;
        if (times.multiple) {
            text = once + " [" + (times.tokenToo || token == null ? once : body()) + " ...]";
        }
        return times.optional ? "[" + text + "]" : text;
    }

    private String once() {
        if (type == Type.PURE_TOKEN) {
            return Objects.requireNonNull(token);
        }
        return token == null ? body() : token + " " + body();
    }

    private String body() {
        return switch (type) {
            case ONEOF -> joined("|");
            case BLOCK -> joined(" ");
            case STRING, INTEGER, DOUBLE, KEY, PATTERN, UNIX_TIME, PURE_TOKEN ->
                    name.toLowerCase(Locale.ROOT);
        };
    }

    private String joined(String separator) {
        String text = parts.stream().map(Argument::usage).collect(Collectors.joining(separator));
        return type == Type.ONEOF && !times.optional ? "<" + text + ">" : text;
    }
}
