package dev.cairn.deploy;

import dev.cairn.node.config.ConfigError;
import dev.cairn.node.config.ConfigSources;
import dev.cairn.node.config.Setting;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands at the root of the tree, as the tests of this room need it. */
final class Tree {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final String PREFIX = "CAIRN_";

    /** What the image builds on where nothing else is named. */
    static final String BASE_IMAGE = "eclipse-temurin:25-jre";

    private static final Pattern ASSIGNMENT = Pattern.compile("(CAIRN_[A-Z_]+)=(\\S+)");

    private Tree() {}

    /** The lines of the Dockerfile, with those that go on joined. */
    static List<String> dockerfile() throws IOException {
        return Files.readString(ROOT.resolve("Dockerfile")).replace("\\\n", " ").lines().toList();
    }

    /** The settings that the image brings. */
    static Map<String, String> imageSettings() throws IOException {
        return dockerfile().stream()
                .filter(line -> line.startsWith("ENV "))
                .flatMap(line -> ASSIGNMENT.matcher(line).results())
                .collect(Collectors.toMap(found -> found.group(1), Tree::value));
    }

    private static String value(MatchResult assignment) {
        return assignment.group(2);
    }

    /** The settings of a node with this environment, read as the node itself reads them. */
    static Settings settings(Map<String, String> environment) throws ConfigError {
        return ConfigSources.read(List.of(), environment).settings();
    }

    /** Those of these variables that no setting has. */
    static List<String> unknown(Stream<String> variables) {
        var known = SettingTable.rows().stream().map(Setting::variable).collect(Collectors.toSet());
        return variables
                .filter(name -> name.startsWith(PREFIX))
                .filter(name -> !known.contains(name))
                .toList();
    }
}
