package dev.cairn.client.cli;

import dev.cairn.client.CairnClient;
import dev.cairn.client.ClientSettings;
import dev.cairn.client.ClientSettings.Timeouts;

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
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** {@code cairn load}: streams a file into the grid and can be resumed where it stopped. */
@Command(
        name = "load",
        sortOptions = false,
        description = {
            "Loads FILE, or the standard input if it is -, into the grid: lines of key<TAB>value,"
                    + " or commands as redis-cli --pipe takes them.",
            "A transaction, from MULTI to EXEC, is executed as a whole; its keys must share a slot."
                    + " Only database 0 can be loaded. Other commands that change a connection are"
                    + " rejected.",
            "When it has to stop, it notes how far everything was answered; --resume goes on there."
                    + " Commands after that place may then be executed twice.",
            "Exit codes: 0 all accepted, 1 some rejected, 2 wrong usage, 3 stopped."
        })
final class LoadCommand extends WithHelp implements Callable<Integer> {

    /** The launcher finds out whether the error output is a terminal. */
    private static final String SHOWN_IF = "cairn.terminal.error";

    private static final int DETECTED_FROM = 64 << 10;

    /** A batch may outlast a failover on a busy machine rather than stop. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
        check();
        Path noted = isResumable() ? noted() : null;
        Checkpoint from = resume && noted != null ? Checkpoint.load(noted) : Checkpoint.START;
        try (InputStream input = open();
                var client = CairnClient.connect(settings())) {
            if (noted != null) {
                prove(noted, from);
            }
            skip(input, from);
            byte[] begun = input.readNBytes(DETECTED_FROM);
            LoadFormat written = format == null ? LoadFormat.detect(begun) : format;
            var source = new LoadSource(input, begun, written, from.offset(), from.number());
            var ledger = new LoadLedger(window, from);
            var progress = new ProgressLine(System.err, isShown(), size());
            new Loader(client, ledger, written.noun())
                    .run(units(source, client, written), glance(progress, ledger, noted));
            return finish(ledger, progress, noted);
        }
    }

    private ClientSettings settings() {
        ClientSettings settings = server.settings();
        Timeouts usual = settings.timeouts();
        return settings.withTimeouts(new Timeouts(usual.connect(), usual.reply(), PATIENCE));
    }

    private void skip(InputStream input, Checkpoint from) throws IOException {
        if (isResumable() && size() < from.offset()) {
            throw new IllegalArgumentException(
                    file + " is shorter than the place to go on from: is it the same file?");
        }
        input.skipNBytes(from.offset());
    }

    private LoadUnits units(LoadSource source, CairnClient client, LoadFormat written) {
        boolean harmless = repeatable || written == LoadFormat.TSV;
        return new LoadUnits(source, client.commands(), harmless, client.isClustered());
    }

    private void check() {
        if (server.database() != 0) {
            throw new IllegalArgumentException("only database 0 can be loaded");
        }
        if (window < 1) {
            throw new IllegalArgumentException("--window must be at least 1");
        }
        if (!isStandardInput() && Files.isDirectory(Path.of(file))) {
            throw new IllegalArgumentException(file + " is a directory");
        }
        if (!isStandardInput() && !Files.isReadable(Path.of(file))) {
            throw new IllegalArgumentException("cannot read " + file);
        }
        if (resume && !isResumable()) {
            String what = isStandardInput() ? "the standard input" : file;
            throw new IllegalArgumentException(what + " cannot be resumed: name a file");
        }
        if (resume && !Files.exists(noted())) {
            throw new IllegalArgumentException(
                    "nothing to resume: there is no " + noted() + "; load without --resume");
        }
    }

    private boolean isStandardInput() {
        return file.equals("-");
    }

    /** Whether it can be read again from some place on; a pipe cannot. */
    private boolean isResumable() {
        return !isStandardInput() && Files.isRegularFile(Path.of(file));
    }

    private Path noted() {
        return checkpoint != null ? checkpoint : Path.of(file + ".cairn-load");
    }

    /** Better a refusal now than a place that cannot be noted when it is needed. */
    private static void prove(Path noted, Checkpoint from) {
        try {
            from.save(noted);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the place reached cannot be noted: "
                            + FileFault.sentence(e)
                            + "; name another file with --checkpoint",
                    e);
        }
    }

    private InputStream open() throws IOException {
        return isStandardInput()
                ? System.in
                : new BufferedInputStream(Files.newInputStream(Path.of(file)));
    }

    private long size() throws IOException {
        return isResumable() ? Files.size(Path.of(file)) : -1;
    }

    private boolean isShown() {
        return !quiet && Boolean.getBoolean(SHOWN_IF);
    }

    private Loader.Glance glance(ProgressLine progress, LoadLedger ledger, @Nullable Path noted) {
        return new Loader.Glance() {
            @Override
            public void at(Checkpoint reached) {
                progress.update(reached);
                if (noted != null && System.nanoTime() - savedNanos >= SAVE_NANOS) {
                    savedNanos = System.nanoTime();
                    try {
                        reached.save(noted);
                    } catch (IOException e) {
                        ledger.stop("the place reached cannot be noted: " + FileFault.sentence(e));
                    }
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
            String advice = noted == null ? "" : advice(reached, noted);
            progress.say("cairn load: stopped: " + stopped + advice);
            return ExitCode.UNREACHABLE;
        }
        if (noted != null) {
            Files.deleteIfExists(noted);
        }
        return reached.rejected() > 0 ? ExitCode.REFUSED : ExitCode.OK;
    }

    /** How to go on; where the place cannot be noted, the user is told it. */
    private static String advice(Checkpoint reached, Path noted) {
        try {
            reached.save(noted);
            return "; go on with --resume";
        } catch (IOException e) {
            return "; everything before byte %d was answered".formatted(reached.offset());
        }
    }
}
