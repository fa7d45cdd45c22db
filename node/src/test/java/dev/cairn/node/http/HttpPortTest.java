package dev.cairn.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

@Timeout(60)
class HttpPortTest {
    private static final HttpLimits LIMITS = new HttpLimits(4, 2, Duration.ofMillis(400));

    private final MultiThreadIoEventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch mayScrape = new CountDownLatch(1);
    private final CountDownLatch scraping = new CountDownLatch(2);
    private volatile @Nullable String fatal;
    private volatile @Nullable String unready;
    private volatile boolean slow;
    private HttpPort http = new HttpPort(site());

    @BeforeEach
    void open() throws Exception {
        open(HttpLimits.STANDARD);
    }

    private void open(HttpLimits limits) throws Exception {
        http.close();
        http = new HttpPort(site(), limits);
        var bootstrap = new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class);
        http.listen(bootstrap, List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    }

    @AfterEach
    void close() {
        mayScrape.countDown();
        client.close();
        http.close();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Site site() {
        var health =
                new Health() {
                    @Override
                    public @Nullable String fatal() {
                        return fatal;
                    }

                    @Override
                    public @Nullable String unready() {
                        return unready;
                    }
                };
        return new Site(health, this::metrics);
    }

    private String metrics() {
        if (slow) {
            scraping.countDown();
            try {
                mayScrape.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return "redis_up 1\n";
    }

    @Test
    void saysHowTheNodeFares() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").body()).isEqualTo("ok\n");
        unready = "not part of a grid yet";
        fatal = "the disk is gone";
        assertThat(get("/health/live").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").body()).isEqualTo("not part of a grid yet\n");
    }

    @Test
    void givesTheFiguresInPrometheusFormat() throws Exception {
        var response = get("/metrics?name%5B%5D=redis_up");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type").orElse(""))
                .startsWith("text/plain; version=0.0.4");
        assertThat(response.body()).isEqualTo("redis_up 1\n");
    }

    @Test
    void headHasNoBody() throws Exception {
        var response = ask("/metrics", "HEAD", null);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-length").orElse("")).isEqualTo("11");
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/health/live/", "/metrics/x", "/%2e%2e/etc/passwd"})
    void otherPagesAreNotFound(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "NONSENSE"})
    void otherMethodsAreNotAllowed(String method) throws Exception {
        var response = ask("/metrics", method, null);
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow").orElse("")).isEqualTo("GET, HEAD");
    }

    @Test
    void bodiesAreRefused() throws Exception {
        assertThat(ask("/metrics", "GET", "x".repeat(100)).statusCode()).isEqualTo(413);
        assertThat(exchange("GET /metrics HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void oneConnectionAsksAgain() throws Exception {
        try (var socket = connect()) {
            for (int i = 0; i < 100; i++) {
                send(socket, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(readUntil(socket, "ok\n")).startsWith("HTTP/1.1 200 OK");
            }
        }
    }

    @Test
    void whatIsTooLongIsRefused() throws IOException {
        assertThat(exchange("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 414 ");
        assertThat(exchange("GET / HTTP/1.1\r\nX: " + "x".repeat(50_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n\r\n\u0000",
                "*1\r\n$4\r\nPING\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET\r\n\r\n",
                "GET /metrics HTTP/9.x\r\n\r\n",
                "GET /metrics HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                "GET /metrics HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "GET /metrics HTTP/1.1\r\nno colon\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000"
            })
    void badInputIsHungUpOn(String bytes) throws Exception {
        open(LIMITS);
        assertThat(exchange(bytes))
                .satisfiesAnyOf(
                        answer -> assertThat(answer).isEmpty(),
                        answer -> assertThat(answer).startsWith("HTTP/1.1 4"));
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void garbageNeverHurts() throws Exception {
        open(LIMITS);
        long seed = new Random().nextLong();
        var random = new Random(seed);
        byte[] sound = bytes("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        for (int i = 0; i < 300; i++) {
            byte[] bytes = sound.clone();
            for (int flips = random.nextInt(5); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try (var socket = connect()) {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (IOException hungUp) {
                assertThat(hungUp).as("seed %d", seed).isNotNull();
            }
        }
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void whoSendsTooSlowlyIsHungUpOn() throws Exception {
        open(LIMITS);
        try (var socket = connect()) {
            send(socket, "GET /health/live HTTP/1.1\r\nHost:");
            assertThat(socket.getInputStream().read()).isNegative();
        }
    }

    @Test
    void connectionsOverTheLimitAreClosed() throws Exception {
        open(new HttpLimits(4, 2, Duration.ofSeconds(30)));
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 4; i++) {
                sockets.add(connect());
                send(sockets.getLast(), "GET /health/live HTTP/1.1\r\n\r\n");
                assertThat(readUntil(sockets.getLast(), "ok\n")).startsWith("HTTP/1.1 200");
            }
            try (var fifth = connect()) {
                assertThat(fifth.getInputStream().read()).isNegative();
            }
            sockets.removeFirst().close();
            while (!exchange("GET /health/live HTTP/1.0\r\n\r\n").startsWith("HTTP/1.1 200")) {
                Thread.onSpinWait();
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void scrapesThatTakeLongDelayNobodyElse() throws Exception {
        open(new HttpLimits(16, 2, Duration.ofSeconds(30)));
        slow = true;
        var first = client.sendAsync(request("/metrics"), BodyHandlers.ofString());
        var second = client.sendAsync(request("/metrics"), BodyHandlers.ofString());
        scraping.await();
        assertThat(get("/metrics").statusCode()).isEqualTo(503);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        mayScrape.countDown();
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(second.join().statusCode()).isEqualTo(200);
        assertThat(get("/metrics").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path), BodyHandlers.ofString());
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(uri(path)).build();
    }

    private HttpResponse<String> ask(String path, String method, @Nullable String body)
            throws Exception {
        var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        var request = HttpRequest.newBuilder(uri(path)).method(method, publisher).build();
        return client.send(request, BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + http.port() + path);
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), http.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** What comes back until the other side closes. */
    private String exchange(String text) throws IOException {
        try (var socket = connect()) {
            send(socket, text);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException reset) {
            return "";
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(bytes(text));
    }

    private static String readUntil(Socket socket, String end) throws IOException {
        var text = new StringBuilder();
        while (!text.toString().endsWith(end)) {
            int next = socket.getInputStream().read();
            assertThat(next).as("the next byte after %s", text).isNotNegative();
            text.append((char) next);
        }
        return text.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
