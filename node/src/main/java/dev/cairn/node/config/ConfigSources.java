package dev.cairn.node.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where a node's settings come from, the later overriding the earlier: the table, the file, the
 * environment, the command line.
 *
 * @param file the file named on the command line, if any
 */
public record ConfigSources(@Nullable ConfigFile file, Settings settings) {

    /**
     * Reads the settings of a starting node.
     *
     * @param arguments {@code [file] [--setting value...]...}
     */
    public static ConfigSources read(List<String> arguments, Map<String, String> environment)
            throws ConfigError {
        var settings = new Settings();
        boolean named = !arguments.isEmpty() && !arguments.get(0).startsWith("--");
        ConfigFile file = named ? new ConfigFile(Path.of(arguments.get(0))) : null;
        if (file != null) {
            file.load(settings);
        }
        fromEnvironment(environment, settings);
        fromFlags(arguments.subList(named ? 1 : 0, arguments.size()), settings);
        return new ConfigSources(file, settings);
    }

    private static void fromEnvironment(Map<String, String> environment, Settings settings)
            throws ConfigError {
        for (Setting<?> row : SettingTable.rows()) {
            String value = environment.get(row.variable());
            if (value != null) {
                start(settings, row.name(), List.of(value), row.variable());
            }
        }
    }

    private static void fromFlags(List<String> flags, Settings settings) throws ConfigError {
        int at = 0;
        while (at < flags.size()) {
            String flag = flags.get(at++);
            if (!flag.startsWith("--")) {
                throw new ConfigError("command line", flag, "a setting begins with --");
            }
            var words = new ArrayList<String>();
            while (at < flags.size() && !flags.get(at).startsWith("--")) {
                words.add(flags.get(at++));
            }
            start(settings, flag.substring(2), words, "command line");
        }
    }

    private static void start(Settings settings, String name, List<String> words, String place)
            throws ConfigError {
        try {
            settings.start(ConfigFile.setting(name), words);
        } catch (InvalidSetting invalid) {
            String line = name + " " + String.join(" ", words);
            throw new ConfigError(place, ConfigFile.shown(line), invalid.reason());
        }
    }
}
