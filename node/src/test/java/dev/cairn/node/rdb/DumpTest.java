package dev.cairn.node.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.node.rdb.Dump.Field;
import dev.cairn.node.rdb.Dump.Hash;
import dev.cairn.node.rdb.Dump.Text;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

class DumpTest {

    private static final String PACKED =
            "1034340000000a00816602817602816e020501836e656704ded4028362696704f240e20104846875676505"
                    + "f4f22fce733a0b000009ff0a000dd346a81dd01668";
    private static final String TABLE = "04020161c001016201780a00ba360c75ae9b6b47";
    private static final String COMPRESSED = "00c3094040017878e033000178780a007671d576c5795442";

    /** Printed by DUMP of redis-server 7.0.15. */
    @ParameterizedTest
    @CsvSource({
        "hello, 000568656c6c6f0a006372df766534200a",
        "12, 00c00c0a003c2af8515c04bcd5",
        "-1234, 00c12efb0a009dab25f0f753e9b6",
        "1234567890, 00c2d20296490a0002a479f6c2d5670a",
        "12345678901, 000b31323334353637383930310a00304e52d727176510",
        "012, 00033031320a008f5463e9547eeb0c",
        "'', 00000a005d9b5c400f7fa2da",
    })
    void stringsAreWrittenAsRedisWritesThem(String text, String hex) throws Exception {
        byte[] payload = HexFormat.of().parseHex(hex);
        assertThat(Dump.write(new Text(bytes(text)))).isEqualTo(payload);
        assertThat(Dump.isIntact(payload)).isTrue();
        assertThat(((Text) Dump.read(payload)).bytes()).isEqualTo(bytes(text));
    }

    @Test
    void hashesAreWrittenAsRedisWritesThem() throws Exception {
        Hash packed =
                hash(
                        true,
                        "f",
                        "v",
                        "n",
                        "5",
                        "neg",
                        "-300",
                        "big",
                        "123456",
                        "huge",
                        "12345678901234");
        assertThat(HexFormat.of().formatHex(Dump.write(packed))).isEqualTo(PACKED);
        Hash table = hash(false, "a", "1", "b", "x");
        assertThat(HexFormat.of().formatHex(Dump.write(table))).isEqualTo(TABLE);
        assertThat(Dump.read(HexFormat.of().parseHex(PACKED)))
                .usingRecursiveComparison()
                .isEqualTo(packed);
        assertThat(Dump.read(HexFormat.of().parseHex(TABLE)))
                .usingRecursiveComparison()
                .isEqualTo(table);
    }

    @Test
    void compressedStringsOfRedisAreRead() throws Exception {
        byte[] payload = HexFormat.of().parseHex(COMPRESSED);
        assertThat(((Text) Dump.read(payload)).bytes()).asString().isEqualTo("x".repeat(64));
    }

    @Test
    void fieldsKeepTheirTimes() throws Exception {
        var hash =
                new Hash(
                        List.of(
                                new Field(bytes("a"), bytes("1"), 2_000_000_000_123L),
                                new Field(bytes("b"), bytes("2"), 0),
                                new Field(bytes("c"), bytes("3"), 2_000_000_000_000L)),
                        true);
        var read = (Hash) Dump.read(Dump.write(hash));
        assertThat(read.fields()).usingRecursiveComparison().isEqualTo(hash.fields());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 4095, 4096, 16383, 16384, 100_000})
    void everyLengthReadsBack(int length) throws Exception {
        var random = new Random(length);
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        byte[] runs = new byte[length];
        for (int i = 0; i < length; i++) {
            runs[i] = (byte) "abcab".charAt(i % 5 == 4 ? random.nextInt(5) : i % 5);
        }
        for (byte[] text : List.of(noise, runs)) {
            assertThat(((Text) Dump.read(Dump.write(new Text(text)))).bytes()).isEqualTo(text);
            Hash hash = new Hash(List.of(new Field(text, text, 0)), true);
            assertThat(((Hash) Dump.read(Dump.write(hash))).fields().get(0).value())
                    .isEqualTo(text);
        }
        assertThat(Dump.write(new Text(runs)).length).isLessThanOrEqualTo(length + 20);
    }

    @Test
    void ziplistsAreRead() throws Exception {
        String list = "12000000" + "0d000000" + "0200" + "000161" + "03026263" + "ff";
        assertThat(Ziplist.read(HexFormat.of().parseHex(list)))
                .extracting(element -> new String(element, StandardCharsets.US_ASCII))
                .containsExactly("a", "bc");
    }

    @Test
    void aWrongVersionOrChecksumIsNotIntact() {
        byte[] payload = HexFormat.of().parseHex(TABLE);
        payload[0] ^= 1;
        assertThat(Dump.isIntact(payload)).isFalse();
        assertThat(Dump.isIntact(new byte[9])).isFalse();
        assertThat(Dump.isIntact(sealed(new byte[] {0, 1, 'a'}, 13))).isFalse();
    }

    @Test
    void aBombOfCompressedDataIsRefused() {
        byte[] bomb = {0, (byte) 0xc3, 4, (byte) 0x80, 0x7f, -1, -1, -1, 0, 'a', (byte) 0xe0, 0};
        assertThatThrownBy(() -> Dump.read(sealed(bomb, 10))).isInstanceOf(Malformed.class);
    }

    @Test
    void fieldsMayNotStandThereTwice() {
        byte[] twice = {4, 2, 1, 'a', 1, '1', 1, 'a', 1, '2'};
        assertThatThrownBy(() -> Dump.read(sealed(twice, 10))).hasMessageContaining("twice");
        assertThatThrownBy(() -> Dump.read(sealed(new byte[] {4, 0}, 10)))
                .isInstanceOf(Malformed.class);
    }

    static Stream<byte[]> bodies() {
        var expiring = new Hash(List.of(new Field(bytes("a"), bytes("1"), 1L << 40)), false);
        return Stream.of(
                        HexFormat.of().parseHex(PACKED),
                        HexFormat.of().parseHex(TABLE),
                        HexFormat.of().parseHex(COMPRESSED),
                        Dump.write(expiring))
                .map(payload -> Arrays.copyOf(payload, payload.length - 10));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void brokenDataIsRefusedAndNothingElseHappens(byte[] body) {
        var broken = new ArrayList<byte[]>();
        for (int i = 0; i < body.length; i++) {
            broken.add(Arrays.copyOf(body, i));
            for (int change : new int[] {1, 0x80, 0xff, 0x40, 0x0f}) {
                byte[] changed = body.clone();
                changed[i] ^= (byte) change;
                broken.add(changed);
            }
        }
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = body.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                changed[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            broken.add(changed);
        }
        for (byte[] each : broken) {
            assertThatCode(() -> readOrRefuse(each))
                    .as(() -> HexFormat.of().formatHex(each))
                    .doesNotThrowAnyException();
        }
    }

    private static void readOrRefuse(byte[] body) {
        try {
            Dump.write(Dump.read(sealed(body, 10)));
        } catch (Malformed expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }

    /** {@code body} with a version and the right checksum behind it. */
    private static byte[] sealed(byte[] body, int version) {
        byte[] versioned = new Output().bytes(body).little(version, 2).toBytes();
        long crc = Crc64.of(versioned, versioned.length);
        return new Output().bytes(versioned).little(crc, 8).toBytes();
    }

    private static Hash hash(boolean packed, String... words) {
        var fields = new ArrayList<Field>();
        for (int i = 0; i < words.length; i += 2) {
            fields.add(new Field(bytes(words[i]), bytes(words[i + 1]), 0));
        }
        return new Hash(fields, packed);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
