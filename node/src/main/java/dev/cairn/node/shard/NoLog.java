package dev.cairn.node.shard;

/** Nobody follows, so there is nothing to write down. */
final class NoLog implements ShardLog {

    @Override
    public boolean isRecording() {
        return false;
    }

    @Override
    public long append(byte[] record) {
        throw new IllegalStateException("nobody wants records");
    }

    @Override
    public long end() {
        return 0;
    }

    @Override
    public long committed() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean isOver() {
        return false;
    }
}
