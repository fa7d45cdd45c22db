package dev.cairn.client.cli;

import dev.cairn.client.CairnClient;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** {@code cairn load}: streams a file into the grid and can be resumed where it stopped. */
@Command(
        name = "load",
        sortOptions = false,
        description = {
            "Loads FILE, or the standard input if it is -, into the grid: lines of key<TAB>value,"
                    + " or commands as redis-cli --pipe takes them.",
            "When it has to stop, it notes how far everything was answered; --resume goes on there."
                    + " Commands after that place may then be executed twice.",
            "Exit codes: 0 all accepted, 1 some rejected, 2 wrong usage, 3 stopped."
        })
final class LoadCommand extends WithHelp implements Callable<Integer> {

    private static final int DETECTED_FROM = 64 << 10;
    private static final long SAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    @Parameters(paramLabel = "FILE", description = "What to load; - for the standard input.")
    private String file = "-";

    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(
            names = "--format",
            paramLabel = "tsv|resp",
            description = "How FILE is written (default: seen from its beginning).")
    private @Nullable LoadFormat format;

    @Option(
            names = "--window",
            paramLabel = "N",
            defaultValue = "2048",
            description = "At most so many under way at once (default: ${DEFAULT-VALUE}).")
    private int window = 2048;

    @Option(
            names = "--repeatable",
            description =
                    "Every command may be executed twice without harm, so repeat those whose fate"
                            + " is unknown. Always so for key<TAB>value.")
    private boolean repeatable;

    @Option(names = "--resume", description = "Go on where the last load of FILE stopped.")
    private boolean resume;

    @Option(
            names = "--checkpoint",
            paramLabel = "PATH",
            description = "Where that place is noted (default: FILE.cairn-load).")
    private @Nullable Path checkpoint;

    @Option(names = "--quiet", description = "No progress, only rejections and the final count.")
    private boolean quiet;

    private long savedNanos = System.nanoTime();

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean standardInput = file.equals("-");
        check(standardInput);
        Path noted = standardInput ? null : noted();
        Checkpoint from = resume && noted != null ? Checkpoint.load(noted) : Checkpoint.START;
        try (InputStream input = open(standardInput);
                var client = CairnClient.connect(server.settings())) {
            input.skipNBytes(from.offset());
            byte[] begun = input.readNBytes(DETECTED_FROM);
            LoadFormat written = format == null ? LoadFormat.detect(begun) : format;
            var source = new LoadSource(input, begun, written, from.offset(), from.number());
            var ledger = new LoadLedger(window, from);
            var progress = new ProgressLine(System.err, isShown(), standardInput ? -1 : size());
            new Loader(client, ledger, written, repeatable).run(source, glance(progress, noted));
            return finish(ledger, progress, noted);
        }
    }

    private void check(boolean standardInput) {
        if (window < 1) {
            throw new IllegalArgumentException("--window must be at least 1");
        }
        if (standardInput && resume) {
            throw new IllegalArgumentException("the standard input cannot be resumed: name a file");
        }
        if (!standardInput && !Files.isReadable(Path.of(file))) {
            throw new IllegalArgumentException("cannot read " + file);
        }
        if (resume && !Files.exists(noted())) {
            throw new IllegalArgumentException(
                    "nothing to resume: there is no " + noted() + "; load without --resume");
        }
    }

    private Path noted() {
        return checkpoint != null ? checkpoint : Path.of(file + ".cairn-load");
    }

    private InputStream open(boolean standardInput) throws IOException {
        return standardInput
                ? System.in
                : new BufferedInputStream(Files.newInputStream(Path.of(file)));
    }

    private long size() throws IOException {
        return Files.size(Path.of(file));
    }

    private boolean isShown() {
        return !quiet && System.console() != null;
    }

    private Loader.Glance glance(ProgressLine progress, @Nullable Path noted) {
        return new Loader.Glance() {
            @Override
            public void at(Checkpoint reached) throws IOException {
                progress.update(reached);
                if (noted != null && System.nanoTime() - savedNanos >= SAVE_NANOS) {
                    savedNanos = System.nanoTime();
                    reached.save(noted);
                }
            }

            @Override
            public void rejected(String complaint) {
                progress.say(complaint);
            }
        };
    }

    private int finish(LoadLedger ledger, ProgressLine progress, @Nullable Path noted)
            throws IOException {
        Checkpoint reached = ledger.reached();
        progress.finish(reached);
        String stopped = ledger.stopped();
        if (stopped != null) {
            String advice = "";
            if (noted != null) {
                reached.save(noted);
                advice = "; go on with --resume";
            }
            progress.say("cairn load: stopped: " + stopped + advice);
            return ExitCode.UNREACHABLE;
        }
        if (noted != null) {
            Files.deleteIfExists(noted);
        }
        return reached.rejected() > 0 ? ExitCode.REFUSED : ExitCode.OK;
    }
}
