package dev.cairn.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.cairn.node.rdb.Dump;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * An endless, seeded stream of commands that write, with few keys, so that they meet each other;
 * times that are over soon, so that expiry is among what happens; and reads, which expire too.
 */
final class WriteStream {

    /**
     * What the stream draws from, a template a line: {@code k} is a key, {@code f} a field, {@code
     * v} a value, {@code i} an integer, {@code d} a decimal number, {@code o} an offset, {@code s}
     * and {@code m} seconds and milliseconds from now, {@code S} and {@code M} such moments, {@code
     * p} a serialized value, {@code F} many fields with their values, {@code a|b} one of the words,
     * {@code x?} a word that may be missing, {@code x*} one that may be repeated.
     */
    private static final String TEMPLATES =
            """
            SET k v
            SET k v
            SET k i
            SET k v NX|XX|GET|KEEPTTL
            SET k v NX|XX GET? PX m
            SET k v EX s
            SET k v PX m
            SET k v EXAT S
            SET k v PXAT M
            SET k v KEEPTTL GET?
            SETNX k v
            SETEX k s v
            PSETEX k m v
            GETSET k v
            GETDEL k
            GETEX k
            GETEX k EX s
            GETEX k PX m
            GETEX k EXAT S
            GETEX k PXAT M
            GETEX k PERSIST
            MSET k v k v
            MSETNX k v k i
            APPEND k v
            SETRANGE k o v
            INCR k
            DECR k
            INCRBY k i
            DECRBY k i
            INCRBYFLOAT k d
            HSET k f v f v
            HSET k f i
            HSET k F
            HMSET k f v
            HSETNX k f v
            HDEL k f*
            HINCRBY k f i
            HINCRBYFLOAT k f d
            HEXPIRE k s NX|XX|GT|LT? FIELDS 1 f
            HPEXPIRE k m NX|XX|GT|LT? FIELDS 2 f f
            HPEXPIRE k m FIELDS 1 f
            HEXPIREAT k S NX|XX|GT|LT? FIELDS 1 f
            HPEXPIREAT k M NX|XX|GT|LT? FIELDS 2 f f
            HPERSIST k FIELDS 2 f f
            DEL k*
            UNLINK k*
            RENAME k k
            RENAMENX k k
            COPY k k REPLACE?
            EXPIRE k s NX|XX|GT|LT?
            PEXPIRE k m NX|XX|GT|LT?
            EXPIREAT k S NX|XX|GT|LT?
            PEXPIREAT k M NX|XX|GT|LT?
            PERSIST k
            RESTORE k 0 p REPLACE?
            RESTORE k m p REPLACE
            RESTORE k M p REPLACE ABSTTL
            GET k
            MGET k*
            HGETALL k
            HGET k f
            HLEN k
            TTL k
            TYPE k
            EXISTS k*
            SCAN 0 COUNT 100
            HRANDFIELD k 2
            """;

    /** Rare, for the other lines to have something to work on. */
    private static final List<String> FLUSHES = List.of("FLUSHALL", "FLUSHDB", "FLUSHALL ASYNC");

    private static final List<String> LINES = TEMPLATES.strip().lines().toList();

    private static final List<String> VALUES =
            List.of("", "a", "hello world", "12", "3.14", "x\u0000\u00ff", "y".repeat(70));
    private static final List<String> INTEGERS =
            List.of("0", "1", "-1", "17", "-300", "4294967296", "9223372036854775807");
    private static final List<String> DECIMALS =
            List.of("0.1", "-1.5", "3.0e3", "1e-17", "123456789.123456789");
    private static final List<String> OFFSETS = List.of("0", "1", "5", "30");

    private final Random random;
    private int inTransaction;

    WriteStream(long seed) {
        random = new Random(seed);
    }

    /** The next command. */
    List<String> next() {
        if (inTransaction > 0) {
            inTransaction--;
            return inTransaction == 0
                    ? List.of(random.nextInt(6) == 0 ? "DISCARD" : "EXEC")
                    : fill(one(LINES));
        }
        int chance = random.nextInt(400);
        if (chance < 10) {
            inTransaction = 2 + random.nextInt(8);
            return List.of("MULTI");
        }
        if (chance < 14) {
            return fill("WATCH k*");
        }
        return chance == 14 ? fill(one(FLUSHES)) : fill(one(LINES));
    }

    private List<String> fill(String template) {
        var words = new ArrayList<String>();
        for (String part : template.split(" ")) {
            add(part, words);
        }
        return words;
    }

    private void add(String part, List<String> words) {
        if (part.length() > 1 && part.endsWith("?")) {
            if (random.nextBoolean()) {
                add(part.substring(0, part.length() - 1), words);
            }
        } else if (part.length() > 1 && part.endsWith("*")) {
            for (int times = 1 + random.nextInt(3); times > 0; times--) {
                add(part.substring(0, part.length() - 1), words);
            }
        } else if (part.contains("|")) {
            words.add(one(List.of(part.split("\\|"))));
        } else if (part.equals("F")) {
            addFields(words);
        } else {
            words.add(word(part));
        }
    }

    /** As many as make a hash of a small one a large one. */
    private void addFields(List<String> words) {
        for (int i = 0; i < 150; i++) {
            words.add("many" + i);
            words.add(one(VALUES));
        }
    }

    private String word(String part) {
        return switch (part) {
            case "k" -> "k" + random.nextInt(8);
            case "f" -> "f" + random.nextInt(5);
            case "v" -> random.nextInt(100) == 0 ? "z".repeat(30_000) : one(VALUES);
            case "i" -> one(INTEGERS);
            case "d" -> one(DECIMALS);
            case "o" -> one(OFFSETS);
            case "s" -> Long.toString(random.nextInt(3) == 0 ? 1 : 100_000);
            case "m" -> Long.toString(millis());
            case "S" -> Long.toString((System.currentTimeMillis() + millis()) / 1_000);
            case "M" -> Long.toString(Math.max(1, System.currentTimeMillis() + millis() - 3));
            case "p" -> new String(Dump.write(value()), ISO_8859_1);
            default -> part;
        };
    }

    /** Over before the stream is, or long after it. */
    private long millis() {
        return random.nextInt(3) == 0 ? 1_000_000 + random.nextInt(1_000) : 1 + random.nextInt(40);
    }

    private Dump.Value value() {
        if (random.nextInt(3) == 0) {
            return new Dump.Text(one(VALUES).getBytes(ISO_8859_1));
        }
        var fields = new ArrayList<Dump.Field>();
        boolean expiring = random.nextBoolean();
        for (int i = random.nextInt(4); i < 5; i++) {
            long at = System.currentTimeMillis() + millis();
            fields.add(
                    new Dump.Field(
                            ("f" + i).getBytes(ISO_8859_1),
                            one(VALUES).getBytes(ISO_8859_1),
                            expiring && random.nextBoolean() ? at : 0));
        }
        return new Dump.Hash(fields, random.nextBoolean());
    }

    private String one(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
