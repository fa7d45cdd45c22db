package dev.cairn.client.cli;

import picocli.CommandLine.Option;

/** A command with the option {@code --help}; {@code -h} names the host, as in redis-cli. */
abstract class WithHelp {

    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    private boolean requested;

    /** Whether help was asked for. */
    final boolean requested() {
        return requested;
    }
}
