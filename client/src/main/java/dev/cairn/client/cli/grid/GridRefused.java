package dev.cairn.client.cli.grid;

/** Why a local grid cannot be started or reached, as one sentence for its user. */
final class GridRefused extends Exception {
    private static final long serialVersionUID = 1L;

    GridRefused(String sentence) {
        super(sentence);
    }
}
