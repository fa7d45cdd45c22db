package dev.cairn.node.command;

import static dev.cairn.node.command.Arity.atLeast;
import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.KeySpec.key;
import static dev.cairn.node.command.KeySpec.keysEvery;
import static dev.cairn.node.command.KeySpec.keysFrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.protocol.resp.Refused;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class CommandTableTest {

    private static final Family FAMILY =
            family(Group.STRING)
                    .shard("SET", (keyspace, in, out) -> {})
                    .arity(atLeast(3))
                    .flags(Flag.WRITE, Flag.DENYOOM)
                    .keys(key(1, KeyFlag.OW, KeyFlag.UPDATE))
                    .syntax("key value condition(NX | XX)? EX seconds:int? GET?")
                    .shard("DEL", (keyspace, in, out) -> {})
                    .keys(keysFrom(1, KeyFlag.RM))
                    .syntax("key+")
                    .shard("MSET", (keyspace, in, out) -> {})
                    .keys(keysEvery(2, 1, KeyFlag.OW))
                    .syntax("pair(key value)+")
                    .shard("COPY", (keyspace, in, out) -> {})
                    .keys(key(1, KeyFlag.RO), key(2, KeyFlag.OW))
                    .syntax("source:key destination:key")
                    .container("OBJECT", "2.2.3", "Looks into a value.")
                    .shard("OBJECT ENCODING", (keyspace, in, out) -> {})
                    .arity(exactly(3))
                    .flags(Flag.READONLY)
                    .keys(key(2, KeyFlag.RO))
                    .syntax("key")
                    .help("OBJECT", "6.2.0")
                    .build();

    private final CommandTable table = CommandTable.of(List.of(FAMILY));

    @Test
    void findsCommandsInAnyCase() {
        assertThat(table.resolve(Requests.of("sEt", "k", "v")).fullName()).isEqualTo("set");
        assertThat(table.resolve(Requests.of("object", "Encoding", "k")).fullName())
                .isEqualTo("object|encoding");
        assertThat(table.find("OBJECT|HELP")).isNotNull();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> table.resolve(Requests.of("nope", "a", "b")))
                .isInstanceOf(Refused.class)
                .hasMessage("ERR unknown command 'nope', with args beginning with: 'a' 'b' ");
        assertThatThrownBy(() -> table.resolve(Requests.of("object", "foo")))
                .hasMessage("ERR unknown subcommand 'foo'. Try OBJECT HELP.");
    }

    /** Short names are compared as numbers, long ones by their end first. */
    @Test
    void takesNoNameForAnotherThatLooksLikeIt() {
        for (String name : List.of("\0set", "set\0", "setset", "se", "object\0", "xxxxxxobject")) {
            assertThat(table.find(Requests.of(name).at(0))).as(name).isNull();
        }
        assertThat(table.find(Requests.of("OBJECT").at(0))).isNotNull();
    }

    @Test
    void namesAreDenselyNumbered() {
        assertThat(table.all()).extracting(Command::number).containsExactly(0, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void findsKeys() {
        assertThat(keys("DEL", "a", "b", "c")).containsExactly(1, 2, 3);
        assertThat(keys("MSET", "a", "1", "b", "2")).containsExactly(1, 3);
        assertThat(keys("COPY", "a", "b")).containsExactly(1, 2);
        assertThat(keys("OBJECT", "ENCODING", "k")).containsExactly(2);
    }

    @Test
    void derivesTheOlderFormOfKeyPositions() {
        assertThat(table.resolve(Requests.of("copy", "a", "b")).keyRange())
                .isEqualTo(new KeyRange(1, 2, 1));
        assertThat(table.resolve(Requests.of("mset", "a", "b")).keyRange())
                .isEqualTo(new KeyRange(1, -1, 2));
    }

    @Test
    void derivesCategories() {
        assertThat(table.resolve(Requests.of("set", "a", "b")).categories())
                .containsExactly(AclCategory.WRITE, AclCategory.STRING, AclCategory.SLOW);
        assertThat(table.resolve(Requests.of("object")).categories())
                .containsExactly(AclCategory.SLOW);
    }

    @Test
    void printsUsageFromTheSyntax() {
        assertThat(table.resolve(Requests.of("set", "a", "b")).usage())
                .isEqualTo("SET key value [NX|XX] [EX seconds] [GET]");
        assertThat(table.resolve(Requests.of("mset", "a", "b")).usage())
                .isEqualTo("MSET key value [key value ...]");
    }

    private List<Integer> keys(String... words) {
        Args in = Requests.of(words);
        var keys = new Keys();
        assertThat(keys.find(table.resolve(in), in)).isTrue();
        var positions = new ArrayList<Integer>();
        for (int i = 0; i < keys.count(); i++) {
            positions.add(keys.position(i));
        }
        return positions;
    }
}
