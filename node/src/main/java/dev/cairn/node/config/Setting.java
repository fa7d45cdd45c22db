package dev.cairn.node.config;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/**
 * A row of the table of settings.
 *
 * @param number the row's place in the table
 * @param name as redis.conf and CONFIG write it
 * @param alias an older name that is understood too, or null
 * @param initial the value when nobody says anything
 * @param isSecret whether the value must be shown to nobody but who asks for it by CONFIG GET
 */
public record Setting<T>(
        int number,
        String name,
        @Nullable String alias,
        Kind<T> kind,
        T initial,
        boolean isSecret,
        Change change,
        Chapter chapter,
        String doc) {

    /** When a setting may be changed. */
    public enum Change {
        /** Any time, by CONFIG SET. */
        AT_RUNTIME,
        /** Only before the start. */
        AT_START,
        /** Only before the start; Redis has a word of its own for those that are paths. */
        PROTECTED
    }

    /** A heading of the reference of settings. */
    public enum Chapter {
        NETWORK("Network"),
        CLIENTS("Clients and limits"),
        MEMORY("Memory"),
        STORE("Keys and values"),
        DIAGNOSIS("Logging and diagnosis"),
        FILES("Files and persistence"),
        GRID("The grid");

        private final String title;

        Chapter(String title) {
            this.title = title;
        }

        /** The heading's text. */
        public String title() {
            return title;
        }
    }

    /** The initial value as text. */
    public String initialText() {
        return kind.format(initial);
    }

    /** What the value may be, for the reference. */
    public String describe() {
        return kind.describe();
    }

    /** The variable of the environment that sets it: {@code CAIRN_MAXMEMORY_POLICY}. */
    public String variable() {
        return "CAIRN_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The value that the words of a line or flag mean. */
    T parse(List<String> words) throws InvalidSetting {
        if (words.size() != 1 && !kind.manyWords()) {
            throw new InvalidSetting("wrong number of arguments");
        }
        return kind.parse(String.join(" ", words));
    }
}
