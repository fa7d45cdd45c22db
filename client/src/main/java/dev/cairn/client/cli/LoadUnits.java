package dev.cairn.client.cli;

import dev.cairn.client.CommandTable;
import dev.cairn.client.call.Call;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes units of the items of a source. A load shares its connections, so nothing that changes one
 * is sent: a transaction goes out as a whole, {@code SELECT 0} means nothing, and whatever else
 * would change a connection is rejected, together with what belongs to another database.
 */
final class LoadUnits {

    /** Most commands of one transaction. */
    static final int MOST_COMMANDS = 16_384;

    private static final long MOST_BYTES = 64 << 20;

    private final LoadSource source;
    private final CommandTable commands;
    private final boolean repeatable;
    private final boolean clustered;
    private LoadSource.@Nullable Item held;

    /**
     * Units of {@code source}.
     *
     * @param repeatable whether every command does no harm when it is executed twice
     * @param clustered whether a transaction's keys must share a slot
     */
    LoadUnits(LoadSource source, CommandTable commands, boolean repeatable, boolean clustered) {
        this.source = source;
        this.commands = commands;
        this.repeatable = repeatable;
        this.clustered = clustered;
    }

    /** The next unit, or null at the end of the input. */
    @Nullable LoadUnit next() throws IOException {
        LoadSource.Item item = take();
        if (item == null) {
            return null;
        }
        if (item.fault() != null) {
            return LoadUnit.unsent(item.number(), item, item.fault());
        }
        return switch (bareName(item)) {
            case "MULTI" -> transaction(item);
            case "EXEC", "DISCARD" -> rejected(item, bareName(item) + " without MULTI");
            default -> isSelect(item) ? select(item) : single(item);
        };
    }

    private LoadSource.@Nullable Item take() throws IOException {
        LoadSource.Item item = held == null ? source.next() : held;
        held = null;
        return item;
    }

    private LoadUnit single(LoadSource.Item item) {
        Call call = call(item);
        String fault = fault(call);
        return fault == null ? LoadUnit.of(item, call, keys(item)) : rejected(item, fault);
    }

    private LoadUnit select(LoadSource.Item item) throws IOException {
        return isZero(item)
                ? LoadUnit.unsent(item.number(), item, null)
                : elsewhere(item.number(), item);
    }

    /** What follows a SELECT of another database must not get into this one. */
    private LoadUnit elsewhere(long first, LoadSource.Item select) throws IOException {
        LoadSource.Item last = select;
        for (LoadSource.Item item; (item = take()) != null; last = item) {
            if (isSelect(item)) {
                held = item;
                break;
            }
        }
        String database = new String(select.words().get(1), StandardCharsets.UTF_8);
        return LoadUnit.unsent(
                first, last, "only database 0 can be loaded, not database " + database);
    }

    private LoadUnit transaction(LoadSource.Item multi) throws IOException {
        var block = new Block(multi.number());
        LoadSource.Item last = multi;
        for (LoadSource.Item item; (item = take()) != null; last = item) {
            if (bareName(item).equals("EXEC")) {
                return block.unit(item);
            }
            if (bareName(item).equals("DISCARD")) {
                return LoadUnit.unsent(block.first, item, "the transaction ends with DISCARD");
            }
            if (isSelect(item) && !isZero(item)) {
                return elsewhere(block.first, item);
            }
            block.add(item);
        }
        return LoadUnit.unsent(block.first, last, "the transaction has no EXEC");
    }

    private static LoadUnit rejected(LoadSource.Item item, String fault) {
        return LoadUnit.unsent(item.number(), item, fault);
    }

    private Call call(LoadSource.Item item) {
        Call call = commands.call(item.words());
        return repeatable ? call.repeatable() : call;
    }

    private @Nullable String fault(Call call) {
        if (call.needsSession()) {
            return call.name() + " would change the connection, which a load shares";
        }
        if (clustered && commands.changesWithoutKey(call.words())) {
            return call.name() + " names no key, so no node is the one to send it to";
        }
        return null;
    }

    private @Nullable Set<ByteBuffer> keys(LoadSource.Item item) {
        return commands.hasOneKey(item.words())
                ? Set.of(ByteBuffer.wrap(item.words().get(1)))
                : null;
    }

    /** The command's name if it stands alone, else nothing. */
    private static String bareName(LoadSource.Item item) {
        return item.words().size() == 1 ? Call.ofWords(item.words()).name() : "";
    }

    private static boolean isSelect(LoadSource.Item item) {
        return item.words().size() == 2 && Call.ofWords(item.words()).name().equals("SELECT");
    }

    private static boolean isZero(LoadSource.Item select) {
        return new String(select.words().get(1), StandardCharsets.UTF_8).equals("0");
    }

    /** A transaction as far as it was read. */
    private final class Block {
        private final long first;
        private final List<Call> calls = new ArrayList<>();
        private @Nullable Set<ByteBuffer> keys = new HashSet<>();
        private int slot = Call.NO_SLOT;
        private long bytes;
        private @Nullable String fault;

        private Block(long first) {
            this.first = first;
        }

        private void add(LoadSource.Item item) {
            if (fault != null) {
                return;
            }
            Call call = call(item);
            fault = faultOf(item, call);
            if (fault != null) {
                calls.clear();
                return;
            }
            calls.add(call);
            slot = call.slot() == Call.NO_SLOT ? slot : call.slot();
            Set<ByteBuffer> more = keys(item);
            if (more == null) {
                keys = null;
            } else if (keys != null) {
                keys.addAll(more);
            }
        }

        private @Nullable String faultOf(LoadSource.Item item, Call call) {
            bytes += item.words().stream().mapToLong(word -> word.length).sum();
            if (calls.size() == MOST_COMMANDS || bytes > MOST_BYTES) {
                return "the transaction is larger than %d commands or %d MiB"
                        .formatted(MOST_COMMANDS, MOST_BYTES >> 20);
            }
            if (clustered
                    && slot != Call.NO_SLOT
                    && call.slot() != Call.NO_SLOT
                    && call.slot() != slot) {
                return "the keys of the transaction do not share a slot, as command %d shows"
                        .formatted(item.number());
            }
            String alone = LoadUnits.this.fault(call);
            return alone == null ? null : "command %d: %s".formatted(item.number(), alone);
        }

        private LoadUnit unit(LoadSource.Item exec) {
            return fault == null
                    ? new LoadUnit(first, exec.number(), exec.end(), calls, keys, null)
                    : LoadUnit.unsent(first, exec, fault);
        }
    }
}
