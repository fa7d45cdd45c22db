package dev.cairn.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

@Timeout(60)
class RpcTlsTest {
    @TempDir private static Path dir;

    private static RpcTls ours;
    private static RpcTls foreign;

    @BeforeAll
    static void makeCertificates() throws Exception {
        ours = certificate("ours");
        foreign = certificate("foreign");
    }

    /** A certificate that is its own authority, made by the JDK's keytool. */
    private static RpcTls certificate(String name)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = dir.resolve(name + ".p12");
        var keytool =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair -alias node -keyalg EC -dname CN=node -validity 2"
                                + " -ext san=ip:127.0.0.1 -storetype PKCS12 -storepass secret"
                                + " -keystore");
        var words = new java.util.ArrayList<>(java.util.List.of(keytool.command().get(0)));
        words.addAll(java.util.List.of(keytool.command().get(1).split(" ", -1)));
        words.add(store.toString());
        assertThat(keytool.command(words).start().waitFor()).isZero();
        var keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
        byte[] key = keys.getKey("node", "secret".toCharArray()).getEncoded();
        byte[] certificate = keys.getCertificate("node").getEncoded();
        Path certificateFile = pem(name + ".crt", "CERTIFICATE", certificate);
        return new RpcTls(certificateFile, pem(name + ".key", "PRIVATE KEY", key), certificateFile);
    }

    private static Path pem(String file, String kind, byte[] content) throws IOException {
        String text =
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(kind, Base64.getMimeEncoder().encodeToString(content), kind);
        return Files.writeString(dir.resolve(file), text);
    }

    private static Endpoint endpoint(int number, RpcTls tls) {
        var hello = Endpoint.hello(number, 1, Endpoint.freePort(), Endpoint.GRID);
        return new Endpoint(hello, 100, tls).open();
    }

    @Test
    void peersOfOneAuthorityReachEachOther() {
        try (var a = endpoint(1, ours);
                var b = endpoint(2, ours)) {
            Endpoint.meet(a, b);
            a.send(b, Lane.REPLICATION, Endpoint.ack(1));
            assertThat(b.nextAck()).isEqualTo(1);
        }
    }

    @Test
    void peersOfAnotherAuthorityDoNot() {
        try (var a = endpoint(1, ours);
                var plain = Endpoint.open(2);
                var stranger = endpoint(3, foreign);
                var b = endpoint(4, ours)) {
            a.knows(plain, stranger, b);
            plain.knows(a);
            stranger.knows(a);
            b.knows(a);
            b.awaitLinks(a, 1);
            a.awaitLinks(b, 1);
            assertThat(a.rpc().peers().linked()).containsExactly(b.id());
            assertThat(stranger.rpc().peers().linked()).isEmpty();
            assertThat(plain.rpc().peers().linked()).isEmpty();
        }
    }
}
