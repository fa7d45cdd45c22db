package dev.cairn.node;

import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.READONLY;
import static dev.cairn.node.command.KeyFlag.RO;
import static dev.cairn.node.command.KeySpec.key;
import static dev.cairn.node.command.KeySpec.keysFrom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.command.CommandTable;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Handler;
import dev.cairn.node.command.Reply;
import dev.cairn.node.command.string.StringCommands;
import dev.cairn.node.command.transaction.TransactionCommands;
import dev.cairn.node.shard.Keyspace;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Whatever a command fails by, its thread, its shards and its client go on. */
class FailureTest {

    private static final Family FAILING =
            family(Group.GENERIC)
                    .shard("FAIL", (ks, in, out) -> fail())
                    .arity(exactly(2))
                    .flags(READONLY)
                    .keys(key(1, RO))
                    .syntax("key")
                    .doc("1.0.0", "O(1)", "Fails.")
                    .shard("FAILALL", (ks, in, out) -> fail())
                    .arity(exactly(3))
                    .flags(READONLY)
                    .keys(keysFrom(1, RO))
                    .syntax("key+")
                    .doc("1.0.0", "O(1)", "Fails with several shards held.")
                    .everyShard("FAILWALK", (session, in) -> new FailingWalk())
                    .arity(exactly(1))
                    .flags(READONLY)
                    .doc("1.0.0", "O(1)", "Fails in a shard.")
                    .everyShard("FAILEND", (session, in) -> new FailingEnd())
                    .arity(exactly(1))
                    .flags(READONLY)
                    .doc("1.0.0", "O(1)", "Fails when it replies.")
                    .build();

    private static final String NO_MEMORY = "-ERR no memory is left for this command\r\n";

    private final Portless node;
    private final Caller caller;

    FailureTest() throws Exception {
        var table =
                CommandTable.of(
                        List.of(FAILING, StringCommands.FAMILY, TransactionCommands.FAMILY));
        node = Portless.with(table, "--client-output-buffer-limit", "normal 1000 0 0");
        caller = node.client();
    }

    private static final class FailingWalk implements Handler.Walk {
        @Override
        public boolean visit(Keyspace keyspace, int shard, Reply out) {
            throw planted();
        }

        @Override
        public void reply(Reply out) {
            out.ok();
        }
    }

    private static final class FailingEnd implements Handler.Walk {
        @Override
        public boolean visit(Keyspace keyspace, int shard, Reply out) {
            return true;
        }

        @Override
        public void reply(Reply out) {
            throw planted();
        }
    }

    private static void fail() {
        throw planted();
    }

    private static OutOfMemoryError planted() {
        return new OutOfMemoryError("planted");
    }

    @Test
    void anErrorIsRepliedAndTheShardGoesOn() {
        assertThat(caller.pipeline("FAIL k", "SET k v")).isEqualTo(NO_MEMORY + "+OK\r\n");
        assertThat(caller.pipeline("FAILALL k l", "SET k v")).isEqualTo(NO_MEMORY + "+OK\r\n");
    }

    @Test
    void anErrorInATransactionIsOneOfItsReplies() {
        caller.pipeline("MULTI", "FAIL k", "SET k v");
        assertThat(caller.pipeline("EXEC")).isEqualTo("*2\r\n" + NO_MEMORY + "+OK\r\n");
        assertThat(caller.pipeline("SET k v")).isEqualTo("+OK\r\n");
    }

    @Test
    void aWalkThatFailsLeavesItsShards() {
        assertThat(caller.pipeline("FAILWALK")).isEqualTo(NO_MEMORY);
        for (int i = 0; i < node.shards().count(); i++) {
            assertThat(node.shards().at(i).tryEnter(this)).isTrue();
            node.shards().at(i).leave(this);
        }
    }

    @Test
    void whoFailsToReplyIsClosed() {
        assertThat(caller.pipeline("FAILEND")).isEmpty();
        assertThat(caller.session().isCloseAfterReply()).isTrue();
        assertThat(node.client().pipeline("SET k v")).isEqualTo("+OK\r\n");
    }

    @Test
    void aParkedRequestThatFailsIsDone() {
        var shard = node.shardOf("k");
        assertThat(shard.tryEnter(this)).isTrue();
        assertThat(caller.pipeline("FAIL k")).isEmpty();
        shard.leave(this);
        assertThat(caller.heard()).isEqualTo(NO_MEMORY);
        assertThat(caller.resumed()).isEqualTo(1);
    }

    @Test
    void aReplyBeyondTheOutputLimitIsRefusedAndClosesTheClient() {
        caller.pipeline("SET k " + "v".repeat(600));
        caller.pipeline("MULTI", "GET k", "GET k");
        assertThat(caller.pipeline("EXEC"))
                .startsWith("*2\r\n$600\r\n")
                .endsWith("-ERR reply exceeds client-output-buffer-limit\r\n");
        assertThat(caller.session().isCloseAfterReply()).isTrue();
        assertThat(node.client().pipeline("GET k")).startsWith("$600\r\n");
    }
}
