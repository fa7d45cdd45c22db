package dev.cairn.protocol.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;

class RefusalTest {

    @Test
    void constantOnesAreMadeOnceAndCarryNoStack() {
        Refused refused = Refusal.WRONG_TYPE.refused();
        assertThat(refused).isSameAs(Refusal.WRONG_TYPE.refused());
        assertThat(refused.getStackTrace()).isEmpty();
        assertThat(refused.refusal()).isEqualTo(Refusal.WRONG_TYPE);
        assertThat(refused.text())
                .isEqualTo("WRONGTYPE Operation against a key holding the wrong kind of value");
    }

    @Test
    void holesTakeWhatTheRowSays() {
        assertThat(Refused.moved(3999, "127.0.0.1", 6381).text())
                .isEqualTo("MOVED 3999 127.0.0.1:6381");
        assertThat(Refusal.WRONG_ARITY.with("get").text())
                .isEqualTo("ERR wrong number of arguments for 'get' command");
        assertThatThrownBy(() -> Refusal.MOVED.with("1", "h", 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Refusal.WRONG_ARITY.with())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Refusal.SYNTAX.with("x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(Refusal.MOVED::refused).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void unknownCommandsShowTheBeginningOfTheirArguments() {
        assertThat(Refused.unknownCommand(bytes("FOO"), List.of()).text())
                .isEqualTo("ERR unknown command 'FOO', with args beginning with: ");
        assertThat(
                        Refused.unknownCommand(bytes("FOO"), List.of(bytes("a"), bytes("b\r\nc")))
                                .text())
                .isEqualTo("ERR unknown command 'FOO', with args beginning with: 'a' 'b  c' ");
        String longName = "x".repeat(300);
        assertThat(
                        Refused.unknownCommand(
                                        bytes(longName), List.of(bytes(longName), bytes("b")))
                                .text())
                .isEqualTo(
                        "ERR unknown command '"
                                + "x".repeat(128)
                                + "', with args beginning with: '"
                                + "x".repeat(128)
                                + "' ");
        assertThat(Refused.unknownSubcommand("object", bytes("nope")).text())
                .isEqualTo("ERR unknown subcommand 'nope'. Try OBJECT HELP.");
    }

    @Test
    void everyRowBeginsWithACodeAndNoTwoAreTheSame() {
        var texts = new HashSet<String>();
        for (Refusal row : Refusal.values()) {
            String text = row.template();
            assertThat(text).as(row.name()).matches("[A-Z]+ .+");
            assertThat(texts.add(text)).as("%s says what another row says", row).isTrue();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
