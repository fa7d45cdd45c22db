package dev.cairn.node.command;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Slice;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.resp.Refused;
import dev.cairn.protocol.resp.RespWriter;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/** Where a handler writes its reply: every kind of RESP value, and slices of memory. */
public final class Reply {

    private final RespWriter writer;
    private long mostBytes = Long.MAX_VALUE;
    private @Nullable Refused lastError;

    public Reply(RespWriter writer) {
        this.writer = writer;
    }

    /** The protocol version that the connection speaks, 2 or 3. */
    public int version() {
        return writer.version();
    }

    /** Chooses the protocol version from here on. */
    public void version(int version) {
        writer.version(version);
    }

    /** Refuses from now on what would let the replies not yet sent grow beyond so many bytes. */
    public void atMost(long bytes) {
        mostBytes = bytes;
    }

    /** The place where the next value will begin, for {@link #rollback} and the heads below. */
    public int mark() {
        return writer.target().writerIndex();
    }

    /** Takes back everything written since {@code mark}. */
    public void rollback(int mark) {
        writer.target().writerIndex(mark);
    }

    /** {@code +OK}. */
    public void ok() {
        writer.ok();
    }

    /** A simple string. */
    public void simple(String text) {
        writer.simple(text);
    }

    public void error(Refused refused) {
        lastError = refused;
        writer.error(refused);
    }

    /** The error that was written last; null if there was none yet. */
    public @Nullable Refused lastError() {
        return lastError;
    }

    public void integer(long value) {
        writer.integer(value);
    }

    /** The integer 1 for true and 0 for false, in either version of the protocol. */
    public void oneIf(boolean condition) {
        writer.integer(condition ? 1 : 0);
    }

    /** A bulk string of the bytes of {@code slice}. */
    public void bulk(Slice slice) {
        bulk(slice, 0, slice.length());
    }

    /** A bulk string of {@code length} bytes of {@code slice} from {@code offset} on. */
    public void bulk(Slice slice, int offset, int length) {
        checkRoom(length);
        writer.bulkHeader(length);
        append(slice.address() + offset, length);
        writer.crlf();
    }

    public void bulk(byte[] bytes) {
        checkRoom(bytes.length);
        writer.bulk(bytes);
    }

    /** A part of a bulk string, whose end {@link #bulkOf} says. */
    public void part(byte[] bytes) {
        checkRoom(bytes.length);
        writer.target().writeBytes(bytes);
    }

    /** A part of a bulk string, whose end {@link #bulkOf} says. */
    public void part(Slice slice) {
        checkRoom(slice.length());
        append(slice.address(), slice.length());
    }

    /** Makes a bulk string of the parts written since {@code mark}. */
    public void bulkOf(int mark) {
        writer.bulkOf(mark);
    }

    public void bulk(String text) {
        writer.bulk(text);
    }

    /** A bulk string of the digits of {@code value}. */
    public void bulkInteger(long value) {
        writer.bulkInteger(value);
    }

    public void nil() {
        writer.nil();
    }

    /** No value where an array would be. */
    public void nilArray() {
        writer.nilArray();
    }

    /** The head of an array of so many elements. */
    public void array(int length) {
        writer.array(length);
    }

    /** The head of a map of so many pairs; in version 2 an array. */
    public void map(int pairs) {
        writer.map(pairs);
    }

    /** The head of a set of so many elements; in version 2 an array. */
    public void set(int length) {
        writer.set(length);
    }

    /** The head of an out-of-band message of so many elements. */
    public void push(int length) {
        writer.push(length);
    }

    /** A boolean; in version 2 the integer 1 or 0. */
    public void bool(boolean value) {
        writer.bool(value);
    }

    /** A double; in version 2 a bulk string. */
    public void doubleValue(double value) {
        writer.doubleValue(value);
    }

    /** Plain text to be shown as it is; in version 2 a bulk string. */
    public void text(byte[] text) {
        writer.verbatim("txt", text);
    }

    /** Puts the head of an array before what was written since {@code mark}. */
    public void arrayBefore(int mark, int length) {
        writer.arrayBefore(mark, length);
    }

    /** Puts the head of a map before what was written since {@code mark}. */
    public void mapBefore(int mark, int pairs) {
        writer.mapBefore(mark, pairs);
    }

    /** Puts the head of a set before what was written since {@code mark}. */
    public void setBefore(int mark, int length) {
        writer.setBefore(mark, length);
    }

    /**
     * Puts before the elements written since {@code mark} what a reply of the SCAN kind begins
     * with: the cursor, and how many elements there are.
     */
    public void cursorBefore(int mark, long cursor, int elements) {
        writer.arrayBefore(mark, elements);
        writer.bulkBefore(mark, Long.toUnsignedString(cursor));
        writer.arrayBefore(mark, 2);
    }

    private void checkRoom(int length) {
        if (writer.target().readableBytes() + (long) length > mostBytes) {
            throw Refusal.REPLY_TOO_LONG.refused();
        }
    }

    private void append(long address, int length) {
        ByteBuf target = writer.target().ensureWritable(length);
        int at = target.writerIndex();
        if (target.hasMemoryAddress()) {
            Memory.copy(address, target.memoryAddress() + at, length);
        } else {
            Memory.copy(address, target.array(), target.arrayOffset() + at, length);
        }
        target.writerIndex(at + length);
    }
}
