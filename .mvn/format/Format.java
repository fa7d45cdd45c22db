import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.zip.CRC32C;

/**
 * Holds every Java source of the tree to google-java-format in AOSP style.
 *
 * <p>Run by the build as {@code java Format.java check|apply ROOT}. A source seen formatted once is
 * remembered by its length and checksum in {@code target/formatted}, so that a build without
 * changes costs no formatting.
 */
final class Format {
    private static final Formatter FORMATTER =
            new Formatter(
                    JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build());

    private final boolean apply;
    private final Path root;
    private final Set<String> remembered;
    private final Set<String> formatted = new ConcurrentSkipListSet<>();
    private final Set<String> offenders = new ConcurrentSkipListSet<>();

    private Format(boolean apply, Path root, Set<String> remembered) {
        this.apply = apply;
        this.root = root;
        this.remembered = remembered;
    }

    public static void main(String[] args) throws IOException {
        var root = Path.of(args[1]);
        var memory = root.resolve("target/formatted");
        var remembered =
                Files.exists(memory)
                        ? new HashSet<>(Files.readAllLines(memory))
                        : new HashSet<String>();
        var format = new Format(args[0].equals("apply"), root, remembered);
        sources(root).parallelStream().forEach(format::visit);
        Files.createDirectories(memory.getParent());
        Files.write(memory, format.formatted);
        if (!format.offenders.isEmpty()) {
            format.offenders.forEach(System.err::println);
            System.err.println("Not formatted; run: mvn -q validate -Dformat");
            System.exit(1);
        }
    }

    private static List<Path> sources(Path root) throws IOException {
        var found = new ArrayList<Path>();
        try (var modules = Files.list(root)) {
            for (var module :
                    modules.map(m -> m.resolve("src")).filter(Files::isDirectory).toList()) {
                try (var files = Files.walk(module)) {
                    files.filter(f -> f.toString().endsWith(".java")).forEach(found::add);
                }
            }
        }
        found.add(root.resolve(".mvn/format/Format.java"));
        return found;
    }

    private void visit(Path file) {
        try {
            visit(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void visit(Path file, String text) throws IOException {
        if (remembered.contains(fingerprint(text))) {
            formatted.add(fingerprint(text));
            return;
        }
        try {
            var wanted = FORMATTER.formatSourceAndFixImports(text);
            if (!wanted.equals(text) && !apply) {
                offenders.add(root.relativize(file).toString());
                return;
            }
            if (!wanted.equals(text)) {
                Files.writeString(file, wanted);
            }
            formatted.add(fingerprint(wanted));
        } catch (FormatterException e) {
            offenders.add(root.relativize(file) + ": " + e.getMessage());
        }
    }

    private static String fingerprint(String text) {
        var bytes = text.getBytes(UTF_8);
        var sum = new CRC32C();
        sum.update(bytes);
        return bytes.length + ":" + Long.toHexString(sum.getValue());
    }
}
