package dev.cairn.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CLIENT KILL, whatever its victim is about: line 10 of what servers were hurt by. */
class ClientKillTest {

    private LiveNode node;
    private Talk killer;
    private Talk victim;
    private String victimId;

    @BeforeEach
    void start() throws Exception {
        node = LiveNode.start();
        killer = node.talk();
        victim = node.talk();
        victimId = victim.ask("CLIENT ID").substring(1).strip();
    }

    @AfterEach
    void stop() throws Exception {
        killer.close();
        victim.close();
        node.close();
    }

    private void kill() throws Exception {
        assertThat(killer.ask("CLIENT KILL ID " + victimId)).isEqualTo(":1\r\n");
        assertThat(victim.rest()).isEmpty();
        LiveNode.until(() -> LiveNode.figure(killer, "connected_clients") == 1);
    }

    @Test
    void whatATransactionHasQueuedIsNotRun() throws Exception {
        victim.ask("WATCH w");
        victim.ask("MULTI");
        assertThat(victim.ask("SET k v")).isEqualTo("+QUEUED\r\n");
        kill();
        assertThat(killer.ask("EXISTS k")).isEqualTo(":0\r\n");
        assertThat(killer.ask("SET w v")).isEqualTo("+OK\r\n");
    }

    @Test
    void aCommandThatWaitsForTheEndOfAPauseIsNotRun() throws Exception {
        killer.ask("CLIENT PAUSE 100000 WRITE");
        victim.send("SET k v\r\n");
        LiveNode.until(() -> LiveNode.figure(killer, "blocked_clients") == 1);
        kill();
        LiveNode.until(() -> LiveNode.figure(killer, "blocked_clients") == 0);
        assertThat(killer.ask("CLIENT UNPAUSE")).isEqualTo("+OK\r\n");
        assertThat(killer.ask("EXISTS k")).isEqualTo(":0\r\n");
    }

    @Test
    void aTransactionThatWaitsForTheEndOfAPauseIsNotRun() throws Exception {
        victim.send("MULTI\r\nSET k v\r\n").replies(2);
        killer.ask("CLIENT PAUSE 100000 WRITE");
        victim.send("EXEC\r\nSET l v\r\n");
        LiveNode.until(() -> LiveNode.figure(killer, "blocked_clients") == 1);
        kill();
        killer.ask("CLIENT UNPAUSE");
        assertThat(killer.ask("EXISTS k l")).isEqualTo(":0\r\n");
    }

    @Test
    void whatIsNotYetReadOrSentIsLost() throws Exception {
        killer.ask("SETRANGE big 20000000 x");
        victim.send("GET big\r\n*2\r\n$4\r\nECHO\r\n$1000\r\nhalf");
        LiveNode.until(() -> killer.ask("CLIENT LIST ID " + victimId).contains("cmd=get"));
        assertThat(killer.ask("CLIENT KILL ID " + victimId)).isEqualTo(":1\r\n");
        victim.awaitEnd();
        LiveNode.until(() -> LiveNode.figure(killer, "connected_clients") == 1);
    }

    @Test
    void whoKillsItselfGetsTheReply() throws Exception {
        assertThat(victim.ask("CLIENT KILL SKIPME no ID " + victimId)).isEqualTo(":1\r\n");
        assertThat(victim.rest()).isEmpty();
    }
}
