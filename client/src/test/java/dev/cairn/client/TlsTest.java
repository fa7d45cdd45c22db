package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.client.ClientSettings.Timeouts;
import dev.cairn.client.call.NotExecuted;
import dev.cairn.client.command.Strings;

import io.netty.handler.ssl.SslContextBuilder;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** TLS to the reference server, with a certificate made for the occasion. */
@Timeout(60)
class TlsTest {

    private static final Timeouts PATIENT =
            new Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(40));

    @TempDir Path directory;

    @Test
    void talksOnlyToAServerItTrusts() throws IOException, InterruptedException {
        Path key = directory.resolve("key.pem");
        Path certificate = directory.resolve("certificate.pem");
        makeCertificate(key, certificate);
        int port = RealRedis.freePort();
        try (var redis =
                RealRedis.start(
                        "--tls-port",
                        "" + port,
                        "--tls-cert-file",
                        certificate.toString(),
                        "--tls-key-file",
                        key.toString(),
                        "--tls-ca-cert-file",
                        certificate.toString(),
                        "--tls-auth-clients",
                        "no",
                        "--requirepass",
                        "secret")) {
            var settings =
                    ClientSettings.of(new Address(redis.address().host(), port))
                            .withTimeouts(PATIENT)
                            .withCredentials("default", "secret");
            var trusting = SslContextBuilder.forClient().trustManager(certificate.toFile()).build();
            try (var client = CairnClient.connect(settings.withTls(trusting))) {
                assertThat(client.call(Strings.set("k", "v"))).isTrue();
                assertThat(client.call(Strings.get("k"))).contains("v");
            }
            var wary = SslContextBuilder.forClient().build();
            assertThatThrownBy(() -> CairnClient.connect(settings.withTls(wary)))
                    .isInstanceOf(NotExecuted.class);
        }
    }

    private static void makeCertificate(Path key, Path certificate)
            throws IOException, InterruptedException {
        boolean installed = Files.isExecutable(Path.of("/usr/bin/openssl"));
        if (!installed) {
            System.err.println("SKIPPED: no /usr/bin/openssl: install openssl to run this");
        }
        Assumptions.assumeTrue(installed, "no /usr/bin/openssl");
        Process openssl =
                new ProcessBuilder(
                                "/usr/bin/openssl",
                                "req",
                                "-x509",
                                "-newkey",
                                "rsa:2048",
                                "-nodes",
                                "-days",
                                "2",
                                "-subj",
                                "/CN=localhost",
                                "-addext",
                                "subjectAltName=IP:127.0.0.1",
                                "-keyout",
                                key.toString(),
                                "-out",
                                certificate.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(openssl.waitFor()).isZero();
    }
}
