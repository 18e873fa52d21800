package dev.dx.engine.fetch;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/** A client certificate and its key, read from the PEM files that {@code certfile} and {@code keyfile} name. */
final class ClientKeys {
    /** What is encrypted has headers, and is not matched. */
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN (RSA |EC |)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1PRIVATE KEY-----");

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final char[] NO_PASSWORD = {};

    private ClientKeys() {}

    static KeyManager[] read(ClientCertificate identity) {
        try {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(identity.certificate())))
                    .toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw unusable(identity.certificate(), "has no certificate", null);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("client", privateKey(identity.key(), chain[0].getPublicKey()), NO_PASSWORD, chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw unusable(identity.certificate(), "cannot be used together with " + identity.key(), e);
        }
    }

    private static PrivateKey privateKey(Path file, PublicKey certified) throws IOException, GeneralSecurityException {
        Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw unusable(file, "has no unencrypted key", null);
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
        byte[] pkcs8 = pem.group(1).isEmpty() ? der : asPkcs8(der, certified);
        return KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /**
     * PKCS#8 is an older form, PKCS#1 for RSA or SEC 1 for elliptic curves, with the algorithm written before it. The
     * certificate says which one that is: its key begins with the same.
     */
    private static byte[] asPkcs8(byte[] key, PublicKey certified) {
        byte[] info = certified.getEncoded();
        int algorithm = contentOf(info, 0);
        int end = contentOf(info, algorithm) + length(info, algorithm);
        return der(SEQUENCE, VERSION_0, Arrays.copyOfRange(info, algorithm, end), der(OCTETS, key));
    }

    /** Where the content of a DER value begins. */
    private static int contentOf(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first - 0x80);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = at + 2; i < contentOf(der, at); i++) {
            length = (length << 8) | (der[i] & 0xff);
        }
        return length;
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.write(tag);
        if (content.size() < 0x80) {
            value.write(content.size());
        } else {
            // Two bytes are enough for the length of any key.
            value.write(0x82);
            value.write(content.size() >> 8);
            value.write(content.size());
        }
        value.writeBytes(content.toByteArray());
        return value.toByteArray();
    }

    private static DxException unusable(Path file, String why, @Nullable Exception cause) {
        return new DxException(
                ErrorCode.DX_CONFIG,
                file + " " + why,
                "Keys must be PEM files without a password; openssl pkcs8 -topk8 -nocrypt converts others.",
                cause);
    }
}
