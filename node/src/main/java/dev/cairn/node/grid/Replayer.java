package dev.cairn.node.grid;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Command;
import dev.cairn.node.command.CommandTable;
import dev.cairn.node.command.Handler;
import dev.cairn.node.command.Reply;
import dev.cairn.node.config.Settings;
import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.metrics.Tally;
import dev.cairn.node.shard.EffectReader;
import dev.cairn.node.shard.MalformedRecord;
import dev.cairn.node.shard.Shard;
import dev.cairn.node.shard.Shards;
import dev.cairn.node.shard.Visit;
import dev.cairn.protocol.resp.Refused;
import dev.cairn.protocol.resp.RespWriter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Executes records by the commands' own handlers; the only way of a change into a replica. */
final class Replayer {

    private static final int LEAST_BYTES = 64 << 10;

    private final CommandTable table;
    private final Visit visit;
    private final Args args = new Args();
    private final ByteBuf written = Unpooled.directBuffer();
    private final Reply reply = new Reply(new RespWriter(written));
    private MemorySegment space = Arena.ofAuto().allocate(LEAST_BYTES);

    Replayer(CommandTable table, Shards shards, Settings settings, Tally tally) {
        this.table = table;
        this.visit = new Visit(shards, settings, tally);
    }

    /**
     * Executes all effects of a record; how many they are.
     *
     * @throws MalformedRecord if the record or one of its effects cannot be executed
     */
    int replay(byte[] record, Shard shard) {
        var effects = new EffectReader(lay(record));
        int count = 0;
        visit.begin(shard, Visit.Purpose.APPLY, effects.nowMillis());
        try {
            while (effects.next()) {
                execute(effects);
                count++;
            }
        } finally {
            visit.end();
        }
        return count;
    }

    private void execute(EffectReader effect) {
        args.clear();
        for (int i = 0; i < effect.count(); i++) {
            args.add(effect.at(i).address(), effect.at(i).length());
        }
        written.clear();
        try {
            Command command = table.resolve(args);
            var keyspace = visit.keyspace(effect.db());
            visit.command(args, false);
            switch (command.handler()) {
                case Handler.OnShard handler -> handler.run(keyspace, args, reply);
                case Handler.OnAllShards handler -> handler.run(keyspace, args, reply);
                case null, default -> throw new MalformedRecord("no effect: " + command.fullName());
            }
        } catch (Refused refused) {
            throw new MalformedRecord(effect.at(0) + " was refused: " + refused.text());
        }
    }

    /** Copies a record to where handlers can read it. */
    private Slice lay(byte[] record) {
        if (space.byteSize() < record.length) {
            space = Arena.ofAuto().allocate(Math.max(record.length, 2 * space.byteSize()));
        } else if (space.byteSize() > LEAST_BYTES && record.length <= LEAST_BYTES) {
            space = Arena.ofAuto().allocate(LEAST_BYTES);
        }
        Memory.copy(record, 0, space.address(), record.length);
        return new Slice(space.address(), record.length);
    }
}
