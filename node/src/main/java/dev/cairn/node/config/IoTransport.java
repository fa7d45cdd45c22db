package dev.cairn.node.config;

/** How sockets are served, by the names of the setting {@code io-transport}. */
public enum IoTransport {
    AUTO,
    IO_URING,
    EPOLL,
    NIO
}
