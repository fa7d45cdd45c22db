package dev.cairn.node;

import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;
import dev.cairn.node.metadata.grid.GridSettings.Initial;

import java.util.List;
import java.util.stream.Stream;

/** The setting {@code initial-nodes}: where a node looks for its grid; by blanks or commas. */
final class InitialNodes {

    private static final int MOST_PORT = 65_535;

    private InitialNodes() {}

    /**
     * @throws IllegalArgumentException saying which of them is not {@code host:rpc-port}
     */
    static List<Initial> of(Settings settings) {
        return settings.get(SettingTable.INITIAL_NODES).stream()
                .flatMap(words -> Stream.of(words.split(",")))
                .filter(word -> !word.isBlank())
                .map(InitialNodes::parse)
                .toList();
    }

    private static Initial parse(String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0 && port >= 1 && port <= MOST_PORT) {
                return new Initial(text.substring(0, colon), port);
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new IllegalArgumentException("initial-nodes: " + text + " is not host:rpc-port");
    }
}
