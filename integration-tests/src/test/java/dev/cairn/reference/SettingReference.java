package dev.cairn.reference;

import dev.cairn.node.config.Setting;
import dev.cairn.node.config.Setting.Chapter;
import dev.cairn.node.config.SettingTable;

/** The page {@code docs/config.md}: each setting of the table with what its row says. */
final class SettingReference {

    private static final String HEAD =
            """
            # Settings

            Generated from the table of settings; edit the rows there, not this page. A setting is
            given in the file (`port 6379`), in the environment (`CAIRN_PORT=6379`) or as a flag
            (`--port 6379`); a flag beats the environment, and that beats the file. `CONFIG SET`
            changes those that may change at run time. A setting that is accepted has no effect,
            and is there for files and clients that were made for Redis.

            """;

    private SettingReference() {}

    static String text() {
        var text = new StringBuilder(HEAD);
        for (Chapter chapter : Chapter.values()) {
            text.append("## ").append(chapter.title()).append("\n\n");
            text.append("| setting | initially | value | changes | |\n|---|---|---|---|---|\n");
            SettingTable.rows().stream()
                    .filter(row -> row.chapter() == chapter)
                    .forEach(row -> text.append(line(row)));
            text.append('\n');
        }
        return text.toString().stripTrailing() + "\n";
    }

    private static String line(Setting<?> row) {
        String alias = row.alias() == null ? "" : " (once `" + row.alias() + "`)";
        String initial = row.initialText().isEmpty() ? "" : "`" + row.initialText() + "`";
        String changes =
                switch (row.change()) {
                    case AT_RUNTIME -> "at run time";
                    case AT_START -> "at the start";
                    case PROTECTED -> "protected";
                };
        return "| `%s`%s | %s | %s | %s | %s |\n"
                .formatted(row.name(), alias, initial, cell(row.describe()), changes, row.doc());
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
