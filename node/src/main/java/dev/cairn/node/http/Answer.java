package dev.cairn.node.http;

import io.netty.handler.codec.http.HttpResponseStatus;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/** What a page says: a status, and text of some type. */
record Answer(HttpResponseStatus status, String type, byte[] body) {
    private static final String PLAIN = "text/plain; charset=utf-8";

    /** A line of plain text. */
    static Answer line(HttpResponseStatus status, String text) {
        return new Answer(status, PLAIN, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Yes, or no with the reason. */
    static Answer unless(@Nullable String objection) {
        return objection == null
                ? line(HttpResponseStatus.OK, "ok")
                : line(HttpResponseStatus.SERVICE_UNAVAILABLE, objection);
    }

    /** A refusal in the words of its status. */
    static Answer refusal(HttpResponseStatus status) {
        return line(status, status.reasonPhrase());
    }
}
