package dev.cairn.node.rpc;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;

import java.nio.file.Path;

import javax.net.ssl.SSLException;

/**
 * Mutual TLS between nodes: both sides show a certificate of the same authority.
 *
 * @param certificate this node's chain, PEM
 * @param key its private key, PEM (PKCS 8)
 * @param authority the certificates that peers must descend from, PEM
 */
public record RpcTls(Path certificate, Path key, Path authority) {

    SslContext forServer() throws SSLException {
        return build(
                () ->
                        GrpcSslContexts.forServer(certificate.toFile(), key.toFile())
                                .trustManager(authority.toFile())
                                .clientAuth(ClientAuth.REQUIRE)
                                .build());
    }

    SslContext forClient() throws SSLException {
        return build(
                () ->
                        GrpcSslContexts.forClient()
                                .keyManager(certificate.toFile(), key.toFile())
                                .trustManager(authority.toFile())
                                .build());
    }

    /** Something that reads the files. */
    private interface Build {
        SslContext run() throws SSLException;
    }

    private SslContext build(Build build) throws SSLException {
        try {
            return build.run();
        } catch (IllegalArgumentException unreadable) {
            throw new SSLException(
                    "%s, %s and %s do not hold a certificate, its key and an authority: %s"
                            .formatted(certificate, key, authority, unreadable.getMessage()),
                    unreadable);
        }
    }
}
