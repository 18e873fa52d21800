package dev.dx.registry.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A certificate that a registry signs itself, for the names it goes by. It stands in {@code tls/} of its folder until it
 * nears its end or the names change; others trust it by naming {@code tls/certificate.pem} with {@code cafile}.
 */
final class SelfMadeCertificate {
    private static final Duration LIFE = Duration.ofDays(820);
    private static final Duration RENEWAL = Duration.ofDays(30);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));

    private SelfMadeCertificate() {}

    /** The files of the certificate, made anew where there is none that will do. */
    static Certificate.Given in(Path folder, InetAddress address, Set<String> hosts)
            throws IOException, GeneralSecurityException {
        Path tls = folder.resolve("tls");
        Path chain = tls.resolve("certificate.pem");
        Path key = tls.resolve("key.pem");
        Set<String> names = new TreeSet<>(hosts);
        names.addAll(List.of("localhost", "127.0.0.1", "::1"));
        if (!address.isAnyLocalAddress()) {
            names.add(address.getHostAddress());
        }
        Path made = tls.resolve("names");
        boolean good = Files.exists(key)
                && Files.exists(chain)
                && Files.exists(made)
                && Files.readString(made).equals(String.join("\n", names))
                && isLong(chain);
        if (!good) {
            Files.createDirectories(tls);
            make(names, chain, key);
            write(made, String.join("\n", names));
        }
        return new Certificate.Given(chain, key);
    }

    private static boolean isLong(Path chain) throws IOException {
        try (ByteArrayInputStream in = new ByteArrayInputStream(Files.readAllBytes(chain))) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return certificate.getNotAfter().toInstant().isAfter(Instant.now().plus(RENEWAL));
        } catch (GeneralSecurityException damaged) {
            return false;
        }
    }

    private static void make(Set<String> names, Path chain, Path key) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        byte[] name = Der.sequence(Der.set(Der.sequence(Der.oid(2, 5, 4, 3), Der.text("dx-registry"))));
        Instant now = Instant.now();
        byte[] certificate = Der.sequence(
                Der.of(0xa0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(120, new SecureRandom()).add(BigInteger.ONE)),
                ECDSA_WITH_SHA256,
                name,
                Der.sequence(
                        Der.time(TIME.format(now.minus(Duration.ofHours(1)))), Der.time(TIME.format(now.plus(LIFE)))),
                name,
                pair.getPublic().getEncoded(),
                Der.of(0xa3, Der.sequence(names(names), serverUse())));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(certificate);
        byte[] signed = Der.sequence(certificate, ECDSA_WITH_SHA256, Der.bits(signature.sign()));
        write(key, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        write(chain, pem("CERTIFICATE", signed));
    }

    private static byte[] names(Set<String> names) throws IOException {
        List<byte[]> alternatives = new ArrayList<>();
        for (String name : names) {
            boolean number = name.indexOf(':') >= 0 || name.matches("[0-9.]+");
            alternatives.add(
                    number
                            ? Der.of(0x87, InetAddress.getByName(name).getAddress())
                            : Der.of(0x82, name.getBytes(StandardCharsets.US_ASCII)));
        }
        byte[] all = Der.sequence(alternatives.toArray(byte[][]::new));
        return Der.sequence(Der.oid(2, 5, 29, 17), Der.octets(all));
    }

    private static byte[] serverUse() {
        byte[] use = Der.sequence(Der.oid(1, 3, 6, 1, 5, 5, 7, 3, 1));
        return Der.sequence(Der.oid(2, 5, 29, 37), Der.octets(use));
    }

    private static String pem(String what, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n";
    }

    /** For the user's eyes alone before there is anything to see. */
    private static void write(Path file, String text) throws IOException {
        Path written = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(written);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    written, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(written, text);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
