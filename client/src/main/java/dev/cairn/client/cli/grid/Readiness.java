package dev.cairn.client.cli.grid;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks a node on its HTTP port whether it serves all that is its own. */
final class Readiness {
    private static final int CONNECT_MILLIS = 500;
    private static final int REPLY_MILLIS = 2_000;

    private Readiness() {}

    /** True only if it says so; a node that does not answer is not ready. */
    static boolean of(Seat seat) {
        var page = URI.create("http://" + Seat.HOST + ":" + seat.httpPort() + "/health/ready");
        try {
            var connection = (HttpURLConnection) page.toURL().openConnection();
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(REPLY_MILLIS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }
}
