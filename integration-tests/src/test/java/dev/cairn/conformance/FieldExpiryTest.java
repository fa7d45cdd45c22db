package dev.cairn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.Node;
import dev.cairn.node.config.ConfigSources;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Expiry of hash fields as the reference documents it (HEXPIRE and its family, since Redis 7.4):
 * the redis-server that the other tests compare with is older.
 */
class FieldExpiryTest {

    private static final List<String> SETTINGS =
            List.of("--port", "0", "--bind", "127.0.0.1", "--enable-debug-command", "yes");

    private Node node;
    private Wire wire;

    @BeforeEach
    void start() throws Exception {
        node = Node.start(ConfigSources.read(SETTINGS, Map.of()));
        wire = new Wire(node.port());
    }

    @AfterEach
    void stop() throws IOException {
        wire.close();
        node.close();
    }

    @Test
    void repliesSayWhatBecameOfEachField() throws IOException {
        says("HSET h a 1 b 2 c 3", ":3");
        says("HEXPIRE h 1000 FIELDS 3 a b nosuch", "*3 :1 :1 :-2");
        says("HEXPIRE nosuch 1000 FIELDS 2 a b", "*2 :-2 :-2");
        says("HTTL h FIELDS 3 a c nosuch", "*3 :1000 :-1 :-2");
        says("HPERSIST h FIELDS 3 a c nosuch", "*3 :1 :-1 :-2");
        says("HTTL h FIELDS 1 a", "*1 :-1");
        says("HTTL nosuch FIELDS 1 a", "*1 :-2");
        says("HPERSIST nosuch FIELDS 1 a", "*1 :-2");
        says("HEXPIRE h 0 FIELDS 2 a nosuch", "*2 :2 :-2");
        says("HEXISTS h a", ":0");
        says("HPEXPIREAT h 1 FIELDS 2 b c", "*2 :2 :2");
        says("EXISTS h", ":0");
    }

    @Test
    void absoluteTimesAreKept() throws IOException {
        says("HSET h a 1", ":1");
        says("HEXPIREAT h 4102444800 FIELDS 1 a", "*1 :1");
        says("HEXPIRETIME h FIELDS 2 a nosuch", "*2 :4102444800 :-2");
        says("HPEXPIRETIME h FIELDS 1 a", "*1 :4102444800000");
        says("HPEXPIREAT h 4102444800123 FIELDS 1 a", "*1 :1");
        says("HPEXPIRETIME h FIELDS 1 a", "*1 :4102444800123");
    }

    @Test
    void conditionsAreHeeded() throws IOException {
        says("HSET h a 1", ":1");
        says("HEXPIRE h 100 XX FIELDS 1 a", "*1 :0");
        says("HEXPIRE h 100 GT FIELDS 1 a", "*1 :0"); // none counts as endless
        says("HEXPIRE h 100 LT FIELDS 1 a", "*1 :1");
        says("HEXPIRE h 200 NX FIELDS 1 a", "*1 :0");
        says("HEXPIRE h 200 LT FIELDS 1 a", "*1 :0");
        says("HEXPIRE h 200 GT FIELDS 1 a", "*1 :1");
        says("HEXPIRE h 300 XX FIELDS 1 a", "*1 :1");
        says("HTTL h FIELDS 1 a", "*1 :300");
    }

    @Test
    void aFieldWrittenAnewLosesItsExpiryButIncrementsKeepIt() throws IOException {
        says("HSET h a 1 b 1", ":2");
        says("HEXPIRE h 1000 FIELDS 2 a b", "*2 :1 :1");
        says("HSET h a 2", ":0");
        says("HINCRBY h b 1", ":2");
        says("HTTL h FIELDS 2 a b", "*2 :-1 :1000");
    }

    @Test
    void fieldsWhoseTimeIsOverAreGone() throws IOException {
        says("HSET h a 1 b 2", ":2");
        says("HPEXPIRE h 1 FIELDS 1 a", "*1 :1");
        says("DEBUG SLEEP 0.02", "+OK");
        says("HGETALL h", "*2 $1 b $1 2");
        says("HGET h a", "$-1");
        says("HLEN h", ":1");
        says("HRANDFIELD h 5", "*1 $1 b");
        says("HPEXPIRE h 1 FIELDS 1 b", "*1 :1");
        says("DEBUG SLEEP 0.02", "+OK");
        says("HGETALL h", "*0");
    }

    @Test
    void mistakesAreNamed() throws IOException {
        says("HSET h a 1", ":1");
        says("SET s v", "+OK");
        fails("HEXPIRE h 10 FIELDS 2 a", "numfields");
        fails("HEXPIRE h 10 FIELDS 0 a", "numFields");
        fails("HEXPIRE h 10 NOSUCH 1 a", "FIELDS");
        fails("HEXPIRE h x FIELDS 1 a", "not an integer");
        fails("HEXPIRE h -1 FIELDS 1 a", "invalid expire");
        fails("HEXPIRE h 9223372036854775807 FIELDS 1 a", "invalid expire");
        fails("HTTL h FIELDS x a", "");
        fails("HEXPIRE s 10 FIELDS 1 a", "WRONGTYPE");
        fails("HEXPIRE h 10", "wrong number of arguments");
        says("HTTL h FIELDS 1 a", "*1 :-1");
    }

    private void says(String command, String lines) throws IOException {
        String raw = wire.call(Words.of(command)).raw();
        assertThat(raw.strip().replace("\r\n", " ")).as(command).isEqualTo(lines);
    }

    private void fails(String command, String part) throws IOException {
        String raw = wire.call(Words.of(command)).raw();
        assertThat(raw).as(command).startsWith("-").containsIgnoringCase(part);
    }
}
