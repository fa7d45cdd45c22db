package dev.cairn.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Settings that take effect as soon as CONFIG SET has changed them. */
class SettingsAtRunTimeTest {

    private LiveNode node;
    private Talk talk;

    @BeforeEach
    void start() throws Exception {
        node = LiveNode.start();
        talk = node.talk();
    }

    @AfterEach
    void stop() throws Exception {
        talk.close();
        node.close();
    }

    @Test
    void latenciesAreCountedWhileTrackingIsOn() throws Exception {
        talk.ask("GET k");
        assertThat(talk.ask("INFO latencystats")).contains("latency_percentiles_usec_get:");
        talk.ask("CONFIG SET latency-tracking no");
        talk.ask("GET k");
        assertThat(talk.ask("INFO latencystats")).endsWith("# Latencystats\r\n\r\n");
        assertThat(talk.ask("LATENCY HISTOGRAM get")).contains("$5\r\ncalls\r\n:1\r\n");
        assertThat(talk.ask("INFO commandstats")).contains("cmdstat_get:calls=2,");
        talk.ask("CONFIG SET latency-tracking yes");
        talk.ask("GET k");
        assertThat(talk.ask("LATENCY HISTOGRAM get")).contains("$5\r\ncalls\r\n:2\r\n");
    }

    @Test
    void expiredKeysAreLookedForAsOftenAsHzSays() throws Exception {
        talk.ask("CONFIG SET hz 500");
        talk.ask("SET k v PX 1");
        LiveNode.until(() -> talk.ask("DBSIZE").equals(":0\r\n"));
        assertThat(LiveNode.figure(talk, "hz")).isEqualTo(500);
    }

    @Test
    void whatIsNotThereYetIsRefused() throws Exception {
        assertThat(talk.ask("CONFIG SET maxmemory-policy allkeys-lru"))
                .isEqualTo(
                        "-ERR CONFIG SET failed (possibly related to argument 'maxmemory-policy') -"
                                + " eviction of keys is not there yet; noeviction is\r\n");
        assertThat(talk.ask("CONFIG SET maxmemory-policy noeviction")).isEqualTo("+OK\r\n");
        assertThat(talk.ask("CONFIG SET dir /tmp"))
                .endsWith("'dir') - can't set protected config\r\n");
        assertThat(talk.ask("CONFIG GET maxmemory-policy")).contains("noeviction");
    }
}
