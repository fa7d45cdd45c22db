package dev.cairn.client.command;

import dev.cairn.client.call.Command;
import dev.cairn.client.call.Decode;
import dev.cairn.protocol.resp.Reply;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** SLOWLOG: what one node remembers of commands that took long. Best called on every node. */
public final class SlowCommands {

    /**
     * One of them.
     *
     * @param id grows from one to the next
     * @param words the command and its arguments, shortened if there are many
     * @param client the address of who called it
     * @param clientName his name, empty if he has none
     */
    public record SlowCommand(
            long id,
            Instant at,
            Duration took,
            List<String> words,
            String client,
            String clientName) {

        static SlowCommand of(Reply reply) {
            List<Reply> fields = Decode.elements(reply);
            return new SlowCommand(
                    Decode.whole(fields.get(0)),
                    Instant.ofEpochSecond(Decode.whole(fields.get(1))),
                    Duration.of(Decode.whole(fields.get(2)), ChronoUnit.MICROS),
                    Decode.list(Decode::text).apply(fields.get(3)),
                    Decode.text(fields.get(4)),
                    Decode.text(fields.get(5)));
        }
    }

    private SlowCommands() {}

    /** SLOWLOG GET: the last {@code most}, all if it is -1. */
    public static Command<List<SlowCommand>> latest(int most) {
        return Words.keyless(Decode.list(SlowCommand::of), "SLOWLOG GET", most).repeatable();
    }

    /** SLOWLOG LEN. */
    public static Command<Long> count() {
        return Words.keyless(Decode::whole, "SLOWLOG LEN").repeatable();
    }

    /** SLOWLOG RESET. */
    public static Command<Boolean> forget() {
        return Words.keyless(Decode::ok, "SLOWLOG RESET");
    }
}
