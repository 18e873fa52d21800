package dev.dx.engine.fetch;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Believes a server that any of several stores of certificates believes. A store is read when those before it do not
 * believe the server, since reading one takes longer than a request.
 */
final class TrustedCertificates extends X509ExtendedTrustManager {
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----");

    private final List<Store> stores;

    private TrustedCertificates(List<Store> stores) {
        this.stores = stores;
    }

    static X509ExtendedTrustManager of(Trust trust) {
        return switch (trust) {
            case Trust.Unverified _ -> new Anybody();
            case Trust.Verified verified -> new TrustedCertificates(stores(verified));
        };
    }

    private static List<Store> stores(Trust.Verified verified) {
        List<Store> stores = new ArrayList<>();
        stores.add(new Store(() -> managerOf(null)));
        if (!verified.files().isEmpty() || !verified.pem().isEmpty()) {
            stores.add(new Store(() -> {
                List<Certificate> certificates = new ArrayList<>();
                verified.files().forEach(file -> certificates.addAll(readAll(file)));
                verified.pem().forEach(pem -> certificates.addAll(certificates(pem, "ca")));
                return managerOf(store(certificates));
            }));
        }
        for (Path file : verified.systemFiles()) {
            if (Files.isReadable(file) && !verified.files().contains(file)) {
                stores.add(new Store(() -> managerOf(store(readAll(file)))));
                break;
            }
        }
        String system = systemStore();
        if (system != null) {
            stores.add(new Store(() -> managerOf(opened(system))));
        }
        return stores;
    }

    private static @Nullable String systemStore() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (os.startsWith("windows")) {
            return "Windows-ROOT";
        }
        return os.startsWith("mac") ? "KeychainStore-ROOT" : null;
    }

    private static KeyStore opened(String type) {
        try {
            KeyStore store = KeyStore.getInstance(type);
            store.load(null, null);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the system's certificates cannot be read", e);
        }
    }

    private static List<Certificate> readAll(Path file) {
        try {
            return certificates(Files.readString(file, StandardCharsets.ISO_8859_1), file.toString());
        } catch (IOException e) {
            throw unusable(file.toString(), e);
        }
    }

    private static List<Certificate> certificates(String pem, String where) {
        List<Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (String one : CERTIFICATE
                    .matcher(pem)
                    .results()
                    .map(match -> match.group())
                    .toList()) {
                try (InputStream in = new ByteArrayInputStream(one.getBytes(StandardCharsets.ISO_8859_1))) {
                    certificates.add(factory.generateCertificate(in));
                }
            }
        } catch (CertificateException | IOException e) {
            throw unusable(where, e);
        }
        return certificates;
    }

    private static DxException unusable(String where, Exception cause) {
        return new DxException(
                ErrorCode.DX_CONFIG,
                where + ": cannot be read as certificates",
                "It must be a file of PEM certificates that can be read.",
                cause);
    }

    private static KeyStore store(Collection<Certificate> certificates) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("c" + number++, certificate);
            }
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a store in memory cannot fail", e);
        }
    }

    /** Null stands for Java's own certificates. */
    private static X509ExtendedTrustManager managerOf(@Nullable KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager found) {
                    return found;
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("Java has no X.509 trust manager");
    }

    /** A trust manager that is made when it is first needed. */
    private static final class Store {
        private final Supplier<X509ExtendedTrustManager> source;
        private @Nullable X509ExtendedTrustManager manager;

        Store(Supplier<X509ExtendedTrustManager> source) {
            this.source = source;
        }

        synchronized X509ExtendedTrustManager manager() {
            X509ExtendedTrustManager made = manager;
            if (made == null) {
                made = source.get();
                manager = made;
            }
            return made;
        }
    }

    @FunctionalInterface
    private interface Check {
        void with(X509ExtendedTrustManager manager) throws CertificateException;
    }

    private void check(Check check) throws CertificateException {
        CertificateException first = null;
        for (Store store : stores) {
            try {
                check.with(store.manager());
                return;
            } catch (CertificateException refused) {
                first = first == null ? refused : first;
            }
        }
        throw first == null ? new CertificateException("nothing is trusted") : first;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(manager -> manager.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(manager -> manager.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(manager -> manager.checkServerTrusted(chain, type));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(manager -> manager.checkClientTrusted(chain, type, engine));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(manager -> manager.checkClientTrusted(chain, type, socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(manager -> manager.checkClientTrusted(chain, type));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
