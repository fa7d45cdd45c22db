package dev.cairn.node.rpc;

import java.time.Duration;

/**
 * The times of the streams, in milliseconds.
 *
 * @param keepAlive an empty frame is sent when nothing was for so long
 * @param silence a stream on which nothing was heard for so long is reset
 * @param connect how long a connection may take to be made
 * @param renew an attempt that leads nowhere begins anew, with a fresh look-up of the name
 */
record RpcTimes(long keepAlive, long silence, long connect, long renew) {
    static RpcTimes scaled(long percent) {
        return new RpcTimes(
                scaled(Duration.ofMillis(250), percent),
                scaled(Duration.ofMillis(1_500), percent),
                scaled(Duration.ofMillis(500), percent),
                scaled(Duration.ofMillis(2_000), percent));
    }

    private static long scaled(Duration time, long percent) {
        return Math.max(1, time.toMillis() * percent / 100);
    }
}
