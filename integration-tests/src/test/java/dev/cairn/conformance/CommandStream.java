package dev.cairn.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * An endless, seeded stream of commands: few keys, all types, numbers at the edges, mistakes, wrong
 * counts of arguments, expiry and transactions. The same seed gives the same stream.
 */
final class CommandStream {

    /**
     * What the stream draws from, a template a line; the more lines begin alike, the more often.
     * {@code k} is a key, {@code f} a field, {@code v} a value, {@code b} one with NUL bytes,
     * {@code i} an integer, {@code t} a time that is not just ahead, {@code d} a decimal number,
     * {@code s} seconds far away, {@code a|b} one of the words, {@code x?} a word that may be
     * missing, {@code x*} one that may be repeated.
     */
    private static final String TEMPLATES =
            """
            SET k v
            SET k v
            SET k i
            SET k b
            APPEND k b
            HSET k b b
            SET k v NX|XX|GET|KEEPTTL? GET?
            SET k v EX|PX|EXAT|PXAT s
            SET k v EX|PX|EXAT|PXAT|NX|GET t
            GET k
            GET k
            MGET k*
            MSET k v k v
            MSETNX k v k i
            SETNX k v
            SETEX k s v
            SETEX k t v
            PSETEX k t v
            PSETEX k s v
            GETSET k v
            GETDEL k
            GETEX k EX|PX|PERSIST? s?
            GETEX k PERSIST|EX
            INCR k
            DECR k
            INCRBY k i
            DECRBY k i
            INCRBYFLOAT k d
            APPEND k v
            STRLEN k
            SETRANGE k o v
            GETRANGE k i i
            GETRANGE k o o
            SUBSTR k o o
            LCS k k LEN|IDX? MINMATCHLEN? o? WITHMATCHLEN?
            LCS k k IDX WITHMATCHLEN?
            LCS k k
            HSET k f v
            HSET k f v f i
            HSET k f d
            HMSET k f v f v
            HSETNX k f v
            HGET k f
            HMGET k f*
            HDEL k f*
            HLEN k
            HEXISTS k f
            HSTRLEN k f
            HINCRBY k f i
            HINCRBYFLOAT k f d
            HGETALL k
            HKEYS k
            HVALS k
            HSCAN k 0 COUNT? o? MATCH? v?
            HRANDFIELD k o
            HRANDFIELD k o WITHVALUES
            DEL k*
            UNLINK k
            EXISTS k*
            TOUCH k*
            TYPE k
            RENAME k k
            RENAMENX k k
            COPY k k REPLACE? DB? o?
            MOVE k o
            RANDOMKEY
            KEYS v
            KEYS *
            SCAN 0 COUNT 1000 TYPE|MATCH? string|hash|v?
            SCAN v
            DBSIZE
            EXPIRE k s NX|XX|GT|LT? XX|GT|LT?
            PEXPIRE k s
            EXPIREAT k s
            PEXPIREAT k i
            EXPIRE k t
            TTL k
            PTTL k
            EXPIRETIME k
            PEXPIRETIME k
            PERSIST k
            OBJECT ENCODING k
            OBJECT REFCOUNT|FREQ k
            DUMP k
            RESTORE k i v REPLACE?
            WAIT 0 0
            WAIT v 1|1|-1|1.5|abc
            PING v?
            ECHO v
            SELECT 0|0|0|1|v
            SWAPDB 0 1
            SWAPDB o v
            CLIENT GETNAME|ID|FOO|REPLY v?
            CLIENT SETNAME n
            CLIENT NO-EVICT ON|OFF|v
            CLIENT UNPAUSE
            CLIENT KILL ADDR|TYPE|USER v
            CLIENT KILL ID 0|-1|abc|1000000
            CLIENT LIST TYPE|ID v
            CLIENT TRACKING v
            CLIENT CACHING YES|v
            CONFIG SET lfu-log-factor|foo|databases|slowlog-max-len v
            CONFIG GET hash-max-listpack-value|nothing
            CONFIG FOO|RESETSTAT
            COMMAND GETKEYS SET|GET|MSET|DEL|PING|FOO|COPY k v k
            COMMAND LIST FILTERBY|FOO MODULE|ACLCAT v
            COMMAND FOO
            MEMORY FOO
            MEMORY USAGE nokey
            SLOWLOG GET|LEN|RESET|FOO v?
            LATENCY RESET|FOO
            CLUSTER INFO|KEYSLOT|FOO v?
            READONLY
            ROLE
            FLUSHDB ASYNC|SYNC|v?
            FLUSHALL
            DISCARD
            EXEC
            UNWATCH
            WATCH k*
            NOSUCH k v
            HELLO v
            HELLO 2|3|3|4
            HELLO 2|3 AUTH|FOO n n
            AUTH v v?
            CLIENT SETNAME|GETNAME|TRACKINGINFO|GETREDIR n?
            CLIENT REPLY ON|FOO
            CLIENT PAUSE v
            CLIENT UNBLOCK i ERROR|TIMEOUT|v?
            CLIENT NO-EVICT|INFO|LIST v v
            COMMAND COUNT|INFO v
            COMMAND GETKEYSANDFLAGS SET|GET|MSET|DEL|PING|FOO|COPY|LCS|RENAME k v k
            COMMAND LIST FILTERBY PATTERN hs*|msetn*
            COMMAND INFO nosuch|get|v nosuch?
            COMMAND DOCS nosuch
            OBJECT ENCODING|IDLETIME|FREQ|REFCOUNT nokey v?
            OBJECT FOO k
            RESTORE k s v REPLACE|ABSTTL|IDLETIME|FREQ|v? i? FREQ? o?
            EXPIRE k t NX|XX|GT|LT|v? XX|GT|LT?
            PEXPIREAT k s NX|XX|GT|LT? XX|GT|LT?
            EXPIREAT k i NX|XX|GT|LT? v?
            HSCAN k v MATCH|COUNT|NOVALUES? v?
            HSCAN k 0 COUNT|MATCH i
            SCAN 0 COUNT i COUNT 1000
            HRANDFIELD k 0|1|2|-1|abc|9223372036854775808|-9223372036854775808 WITHVALUES|v?
            SETRANGE k i
            SETRANGE k 536870912|-1|9223372036854775807 v
            GETEX k EX|PX|EXAT|PXAT t PERSIST?
            SET k v EX|PX s NX|XX|GET|KEEPTTL|PERSIST
            SET k v i
            LCS k k LEN IDX? WITHMATCHLEN? MINMATCHLEN? i?
            COPY k k DB 0|1|16|-1|abc REPLACE?
            MOVE k 0|1|15|16|-1|abc
            SELECT i
            SWAPDB 15|16|-1|abc 0|16|abc
            SLOWLOG GET i
            LATENCY HISTORY|LATEST nosuch?
            MEMORY USAGE nokey SAMPLES|FOO? v?
            CONFIG GET maxmemory*|slowlog-* timeout?
            CONFIG SET lfu-decay-time v lfu-log-factor? i?
            CONFIG SET slowlog-max-len 128 slowlog-max-len? 100?
            DEBUG v
            CLUSTER v
            ASKING
            READWRITE
            FLUSHALL ASYNC|v v?
            LASTSAVE v
            TIME v v
            ROLE v
            RESET v
            """;

    private static final int MOST_QUEUED = 5;

    private static final List<String> LINES = TEMPLATES.strip().lines().toList();

    /** What may stand in a transaction, where replies must not depend on chance. */
    private static final List<String> QUEUED =
            LINES.stream()
                    .filter(
                            line ->
                                    line.matches(
                                            "(SET|GET|INCR|DECR|APPEND|HSET|HGET|HDEL|HINCR|DEL"
                                                    + "|MGET|EXISTS|TYPE|RENAME|STRLEN|NOSUCH|MULTI"
                                                    + "|WATCH|PERSIST|SETRANGE|GETDEL|GETEX|GETSET"
                                                    + "|INCRBYFLOAT|HMGET|HMSET|HSETNX|HLEN|COPY"
                                                    + "|MOVE|EXPIRE|SELECT|FLUSHDB|SWAPDB|PING|ECHO"
                                                    + "|MSETNX|SETNX|LCS|RENAMENX|UNLINK|TOUCH"
                                                    + "|GETRANGE|SUBSTR|AUTH|RESET|UNWATCH|WAIT"
                                                    + "|DISCARD|HINCRBYFLOAT|DBSIZE)\\b.*"))
                    .toList();

    private static final String[] VALUES = {
        "",
        "a",
        "abc",
        "hello world",
        "0",
        "1",
        "-1",
        "10",
        "007",
        "12345678901234567890",
        "3.14",
        "1e3",
        "inf",
        "nan",
        " 1",
        "ab\r\nc",
        "abcabcabcabd",
        "\u00ff\u0001",
        "x".repeat(70),
        "abababababababababababababababababababababab",
        "h[a-c]*",
        "f*",
        "string"
    };
    private static final String[] INTEGERS = {
        "0",
        "1",
        "-1",
        "2",
        "10",
        "100",
        "-100",
        "4294967295",
        "2147483648",
        "-2147483649",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "abc",
        "",
        "1.5",
        "+1"
    };

    /** Nothing ends while the stream runs: it would end for one server before the other. */
    private static final String[] TIMES = {
        "0",
        "-1",
        "-100",
        "1000000",
        "4294967295",
        "2147483648",
        "-2147483649",
        "9223372036854775807",
        "9223372036854775",
        "-9223372036854775808",
        "9223372036854775808",
        "abc",
        "",
        "1.5",
        "+1"
    };

    private static final String[] DECIMALS = {
        "0.1",
        "1",
        "-1.5",
        "3.0e3",
        "1e17",
        "1e-17",
        "0.30000000000000004",
        "abc",
        "inf",
        "-inf",
        "nan",
        "1e308",
        "123456789.123456789",
        "-0",
        "5e-324",
        ".5"
    };
    private static final String[] OFFSETS = {"0", "1", "2", "3", "5", "-1", "-2", "-5", "20"};
    private static final String[] NAMES = {"n", "my-name", "", "a b", "x\n"};

    /** What runs on the one node that has the key, in a grid as alone. */
    private static final List<String> ON_KEYS =
            LINES.stream()
                    .filter(line -> line.matches("[A-Z]+( [A-Z|]+)? k\\b.*"))
                    .filter(line -> !line.matches("(WATCH|NOSUCH|COMMAND|DUMP)\\b.*"))
                    .toList();

    /** Of those, what may stand in a transaction. */
    private static final List<String> QUEUED_ON_KEYS =
            ON_KEYS.stream().filter(QUEUED::contains).toList();

    /** Tags that lie on different nodes of any grid of three, and none. */
    private static final String[] TAGS = {"{a}", "{b}", "{c}", ""};

    private final Random random;
    private final boolean onKeys;
    private int inTransaction;
    private String tag = "";

    CommandStream(long seed) {
        this(seed, false);
    }

    private CommandStream(long seed, boolean onKeys) {
        random = new Random(seed);
        this.onKeys = onKeys;
    }

    /**
     * A stream of commands on keys of several slots; a transaction has one slot, and a command on
     * that slot comes before it.
     */
    static CommandStream onKeys(long seed) {
        return new CommandStream(seed, true);
    }

    /** The next command. */
    List<String> next() {
        if (onKeys) {
            return nextOnKeys();
        }
        if (inTransaction > 0) {
            inTransaction--;
            return inTransaction == 0
                    ? List.of(random.nextInt(5) == 0 ? "DISCARD" : "EXEC")
                    : fill(one(QUEUED));
        }
        if (random.nextInt(60) == 0) {
            inTransaction = 2 + random.nextInt(6);
            return List.of("MULTI");
        }
        return fill(one(LINES));
    }

    private List<String> nextOnKeys() {
        if (inTransaction > 0) {
            inTransaction--;
            return switch (inTransaction) {
                case 0 -> List.of(random.nextInt(5) == 0 ? "DISCARD" : "EXEC");
                case MOST_QUEUED -> List.of("MULTI");
                default -> fill(one(QUEUED_ON_KEYS));
            };
        }
        tag = TAGS[random.nextInt(TAGS.length - 1)];
        if (random.nextInt(60) == 0) {
            inTransaction = MOST_QUEUED + 1;
            return List.of("GET", tag);
        }
        return fill(one(ON_KEYS));
    }

    /** A key; outside of transactions of any slot. */
    private String key() {
        boolean free = onKeys && inTransaction == 0 && random.nextInt(4) == 0;
        return (free ? one(TAGS) : tag) + "k" + random.nextInt(8);
    }

    private List<String> fill(String template) {
        var words = new ArrayList<String>();
        for (String part : template.split(" ")) {
            add(part, words);
        }
        if (words.size() > 1 && random.nextInt(40) == 0) {
            words.remove(words.size() - 1);
        }
        if (random.nextInt(60) == 0) {
            words.add(one(VALUES));
        }
        if (random.nextInt(10) == 0) {
            words.set(0, words.get(0).toLowerCase(Locale.ROOT));
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
            add(one(part.split("\\|")), words);
        } else {
            words.add(word(part));
        }
    }

    private String word(String part) {
        return switch (part) {
            case "k" -> key();
            case "f" -> "f" + random.nextInt(6);
            case "v" -> one(VALUES);
            case "b" -> "\u0000\u0080" + one(VALUES) + "\u0000";
            case "i" -> one(INTEGERS);
            case "t" -> one(TIMES);
            case "d" -> one(DECIMALS);
            case "o" -> one(OFFSETS);
            case "n" -> one(NAMES);
            case "s" -> Long.toString(5_000_000_000_000L + random.nextInt(3) * 1_000_000L);
            default -> part;
        };
    }

    private String one(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String one(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
