package dev.dx.registry.tls;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import io.helidon.common.tls.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What a server shows of itself over TLS. */
public final class ServerTls {
    private static final char[] NO_PASSWORD = new char[0];

    private ServerTls() {}

    /** For the HTTP server; null for plain HTTP. */
    public static @Nullable Tls of(Certificate certificate, Path folder, InetAddress address, Set<String> hosts) {
        SSLContext context = context(certificate, folder, address, hosts);
        return context == null
                ? null
                : Tls.builder()
                        .sslContext(context)
                        .addEnabledProtocol("TLSv1.3")
                        .addEnabledProtocol("TLSv1.2")
                        .build();
    }

    /** For any server; null where there is no TLS. */
    public static @Nullable SSLContext context(
            Certificate certificate, Path folder, InetAddress address, Set<String> hosts) {
        try {
            return switch (certificate) {
                case Certificate.None _ -> null;
                case Certificate.Given given -> context(given);
                case Certificate.SelfMade _ -> context(SelfMadeCertificate.in(folder, address, hosts));
            };
        } catch (IOException failure) {
            throw DxException.io("the certificate", failure);
        } catch (GeneralSecurityException | IllegalArgumentException unusable) {
            throw new DxException(
                    ErrorCode.DX_CONFIG,
                    "the certificate or its key cannot be used: " + unusable.getMessage(),
                    "Name two files in PEM; the key is PKCS #8 and without a password.",
                    unusable);
        }
    }

    private static SSLContext context(Certificate.Given given) throws IOException, GeneralSecurityException {
        Collection<? extends java.security.cert.Certificate> chain;
        try (InputStream in = Files.newInputStream(given.chain())) {
            chain = CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
        if (chain.isEmpty()) {
            throw new GeneralSecurityException("there is no certificate in " + given.chain());
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        store.setKeyEntry(
                "registry", key(given.key()), NO_PASSWORD, chain.toArray(java.security.cert.Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        String text = Files.readString(file);
        int start = text.indexOf("-----BEGIN PRIVATE KEY-----");
        int end = text.indexOf("-----END PRIVATE KEY-----");
        if (start < 0 || end < start) {
            throw new GeneralSecurityException("there is no key in PKCS #8 in " + file);
        }
        byte[] bytes = Base64.getMimeDecoder().decode(text.substring(text.indexOf('\n', start), end));
        for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            } catch (InvalidKeySpecException another) {
                // It is of the next algorithm, or of none.
            }
        }
        throw new GeneralSecurityException("the key in " + file + " is neither EC, RSA nor EdDSA");
    }
}
