package dev.dx.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SNIHostName;

/**
 * What a registry on the net asks of TLS and the one of the rehearsal does not: a host with a name, a certificate that another
 * stands behind, and signatures by RSA.
 */
final class TrustRehearsal {
    private TrustRehearsal() {}

    /** @param certificate one that vouches for itself */
    static void perform(Path certificate) throws IOException {
        SNIHostName name = new SNIHostName("registry.example");
        try (InputStream in = Files.newInputStream(certificate)) {
            KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
            keys.initialize(2048);
            KeyPair pair = keys.generateKeyPair();
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(pair.getPrivate());
            byte[] text = name.getAsciiName().getBytes(StandardCharsets.US_ASCII);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(pair.getPublic());
            signature.update(text);

            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            X509Certificate parsed = (X509Certificate) factory.generateCertificate(in);
            PKIXParameters parameters = new PKIXParameters(
                    Set.of(new TrustAnchor(parsed.getSubjectX500Principal(), parsed.getPublicKey(), null)));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(List.of(parsed)), parameters);
            if (!signature.verify(signed)) {
                throw new IllegalStateException("what RSA signed does not hold");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java does not trust what it should", e);
        }
    }
}
