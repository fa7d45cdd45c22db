package dev.cairn.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** What one run of the program read, printed and ended with. */
record CliRun(int exit, String out, String err) {

    /** Runs the program in this process with {@code input} as its standard input. */
    static CliRun of(String input, String... arguments) {
        return of(input.getBytes(UTF_8), arguments);
    }

    /** The same with an input that need not be text. */
    static synchronized CliRun of(byte[] input, String... arguments) {
        var in = System.in;
        var out = System.out;
        var err = System.err;
        var newOut = new ByteArrayOutputStream();
        var newErr = new ByteArrayOutputStream();
        try {
            System.setIn(new ByteArrayInputStream(input));
            System.setOut(new PrintStream(newOut, true, UTF_8));
            System.setErr(new PrintStream(newErr, true, UTF_8));
            int exit = CairnCli.run(arguments);
            return new CliRun(exit, newOut.toString(UTF_8), newErr.toString(UTF_8));
        } finally {
            System.setIn(in);
            System.setOut(out);
            System.setErr(err);
        }
    }
}
