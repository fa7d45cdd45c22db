package dev.cairn.node.server;

import dev.cairn.node.command.Args;

/**
 * Recognises a browser that was tricked into sending commands: an HTTP request begins with POST, or
 * has a line that begins with Host, and no command of ours does.
 */
final class CrossProtocol {

    private CrossProtocol() {}

    static boolean isAttempt(Args args) {
        int length = args.at(0).length();
        return length == 4 && args.is(0, "POST") || length == 5 && args.is(0, "Host:");
    }
}
