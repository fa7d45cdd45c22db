package dev.cairn.node.session;

/** The server's side of one client connection. */
public final class Session {}
