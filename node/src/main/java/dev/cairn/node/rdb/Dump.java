package dev.cairn.node.rdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * One value as DUMP prints it: type, content, version of the format, checksum.
 *
 * <p>What has no newer feature is written as Redis 7.0 does, so that servers from there on read it;
 * a hash whose fields expire needs Redis 7.4.
 */
public final class Dump {

    /** Redis 7.0's version of the format. */
    static final int VERSION = 10;

    /** Redis 7.4's, the newest that is read. */
    static final int NEWEST_VERSION = 12;

    private static final int FOOTER = 10;

    static final int STRING = 0;
    static final int HASH = 4;
    private static final int HASH_ZIPLIST = 13;
    private static final int HASH_LISTPACK = 16;
    static final int HASH_EXPIRING = 24;
    private static final int HASH_EXPIRING_LISTPACK = 25;

    /** A value of a type that can be serialized. */
    public sealed interface Value {}

    /** A string. */
    public record Text(byte[] bytes) implements Value {}

    /**
     * A hash.
     *
     * @param packed whether it is to be written as one listpack
     */
    public record Hash(List<Field> fields, boolean packed) implements Value {
        public Hash {
            fields = List.copyOf(fields);
        }
    }

    /**
     * A field of a hash.
     *
     * @param expireAtMillis when it ends, or 0 for never
     */
    public record Field(byte[] name, byte[] value, long expireAtMillis) {}

    private Dump() {}

    /** The serialized form of {@code value}. */
    public static byte[] write(Value value) {
        var out = new Output();
        int version = VERSION;
        switch (value) {
            case Text(byte[] bytes) -> out.unsignedByte(STRING).string(bytes);
            case Hash(List<Field> fields, boolean packed) -> {
                if (fields.stream().anyMatch(field -> field.expireAtMillis > 0)) {
                    version = NEWEST_VERSION;
                    writeExpiring(out, fields);
                } else if (packed) {
                    out.unsignedByte(HASH_LISTPACK).string(Listpack.write(flat(fields)));
                } else {
                    writePlain(out, fields);
                }
            }
        }
        byte[] body = out.little(version, 2).toBytes();
        return out.little(Crc64.of(body, body.length), 8).toBytes();
    }

    /** Whether {@code payload} ends with a version that is understood and the right checksum. */
    public static boolean isIntact(byte[] payload) {
        if (payload.length < FOOTER) {
            return false;
        }
        ByteBuffer view = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        int version = view.getShort(payload.length - FOOTER) & 0xffff;
        long checksum = view.getLong(payload.length - 8);
        return version <= NEWEST_VERSION && Crc64.of(payload, payload.length - 8) == checksum;
    }

    /** The value that an intact {@code payload} holds. */
    public static Value read(byte[] payload) throws Malformed {
        var in = new Input(payload, 0, payload.length - FOOTER);
        int type = in.unsignedByte();
        Value value =
                switch (type) {
                    case STRING -> new Text(in.string());
                    case HASH -> new Hash(plain(in), false);
                    case HASH_ZIPLIST -> new Hash(pairs(Ziplist.read(in.string())), true);
                    case HASH_LISTPACK -> new Hash(pairs(Listpack.read(in.string())), true);
                    case HASH_EXPIRING -> new Hash(expiring(in), false);
                    case HASH_EXPIRING_LISTPACK -> new Hash(expiringListpack(in), true);
                    default -> throw new Malformed("no such type of value: " + type);
                };
        if (!in.atEnd()) {
            throw new Malformed("data after the value");
        }
        if (value instanceof Hash hash) {
            check(hash.fields);
        }
        return value;
    }

    private static void writePlain(Output out, List<Field> fields) {
        out.unsignedByte(HASH).length(fields.size());
        for (Field field : fields) {
            out.string(field.name).string(field.value);
        }
    }

    /** Times are written relative to the earliest, plus one; zero means that a field stays. */
    private static void writeExpiring(Output out, List<Field> fields) {
        long first =
                fields.stream()
                        .mapToLong(Field::expireAtMillis)
                        .filter(at -> at > 0)
                        .min()
                        .orElseThrow();
        out.unsignedByte(HASH_EXPIRING).little(first, 8).length(fields.size());
        for (Field field : fields) {
            out.length(field.expireAtMillis == 0 ? 0 : field.expireAtMillis - first + 1);
            out.string(field.name).string(field.value);
        }
    }

    private static List<byte[]> flat(List<Field> fields) {
        var elements = new ArrayList<byte[]>(2 * fields.size());
        for (Field field : fields) {
            elements.add(field.name);
            elements.add(field.value);
        }
        return elements;
    }

    private static List<Field> plain(Input in) throws Malformed {
        long count = count(in);
        var fields = new ArrayList<Field>();
        for (long i = 0; i < count; i++) {
            fields.add(new Field(in.string(), in.string(), 0));
        }
        return fields;
    }

    private static List<Field> expiring(Input in) throws Malformed {
        long first = in.little(8);
        long count = count(in);
        var fields = new ArrayList<Field>();
        for (long i = 0; i < count; i++) {
            long after = in.length();
            long at = after == 0 ? 0 : first + after - 1;
            fields.add(new Field(in.string(), in.string(), at));
        }
        return fields;
    }

    private static List<Field> expiringListpack(Input in) throws Malformed {
        in.little(8); // the earliest time, which the fields tell themselves
        List<byte[]> elements = Listpack.read(in.string());
        if (elements.size() % 3 != 0) {
            throw new Malformed("a field without value or time");
        }
        var fields = new ArrayList<Field>();
        for (int i = 0; i < elements.size(); i += 3) {
            long at = Expiry.parse(elements.get(i + 2));
            fields.add(new Field(elements.get(i), elements.get(i + 1), at));
        }
        return fields;
    }

    private static List<Field> pairs(List<byte[]> elements) throws Malformed {
        if (elements.size() % 2 != 0) {
            throw new Malformed("a field without value");
        }
        var fields = new ArrayList<Field>();
        for (int i = 0; i < elements.size(); i += 2) {
            fields.add(new Field(elements.get(i), elements.get(i + 1), 0));
        }
        return fields;
    }

    /** A field takes two bytes at least, so that a count beyond the data is refused at once. */
    private static long count(Input in) throws Malformed {
        long count = in.length();
        if (count < 0 || count > in.remaining() / 2) {
            throw new Malformed("a count exceeds the data");
        }
        return count;
    }

    private static void check(List<Field> fields) throws Malformed {
        var names = new HashSet<ByteBuffer>();
        for (Field field : fields) {
            if (!names.add(ByteBuffer.wrap(field.name))) {
                throw new Malformed("a field stands there twice");
            }
            if (field.expireAtMillis < 0 || field.expireAtMillis > Expiry.LATEST) {
                throw new Malformed("a time is out of range");
            }
        }
        if (fields.isEmpty()) {
            throw new Malformed("a hash without fields");
        }
    }
}
