package dev.cairn.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.Commands;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The generated pages of the reference say what the tables say. */
final class ReferencePagesTest {

    private static final boolean WRITE = Boolean.getBoolean("cairn.docs.write");
    private static final String ADVICE =
            "docs/%s is stale. To write it anew: mvn -q test -pl integration-tests -am"
                    + " -Dtest=ReferencePagesTest -Dsurefire.failIfNoSpecifiedTests=false"
                    + " -Dcairn.docs.write=true";

    @Test
    void commandsAreAsTheTableHasThem() throws IOException {
        check("commands.md", CommandReference.of(Commands.table()));
    }

    @Test
    void settingsAreAsTheTableHasThem() throws IOException {
        check("config.md", SettingReference.text());
    }

    @Test
    void aCommandStandsThereWithItsArguments() {
        assertThat(CommandReference.of(Commands.table()))
                .contains("### GETRANGE\n\n    GETRANGE key start end\n");
    }

    private static void check(String name, String wanted) throws IOException {
        Path page = Path.of("..", "docs", name);
        if (WRITE) {
            Files.writeString(page, wanted);
        }
        String text = Files.exists(page) ? Files.readString(page) : "";
        assertThat(text).as(ADVICE, name).isEqualTo(wanted);
    }
}
