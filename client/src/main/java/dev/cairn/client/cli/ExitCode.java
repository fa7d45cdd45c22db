package dev.cairn.client.cli;

/** What the command line tells the shell that ran it. */
final class ExitCode {

    /** All went well. */
    static final int OK = 0;

    /** A command was answered with an error, or a line was rejected. */
    static final int REFUSED = 1;

    /** The command line itself was wrong. */
    static final int USAGE = 2;

    /** No node could be reached, or the connection was lost. */
    static final int UNREACHABLE = 3;

    private ExitCode() {}
}
