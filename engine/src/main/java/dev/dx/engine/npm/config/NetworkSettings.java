package dev.dx.engine.npm.config;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.fetch.HttpSettings;
import dev.dx.engine.fetch.Proxies;
import dev.dx.engine.fetch.RetryPolicy;
import dev.dx.engine.fetch.Trust;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How npm's configuration and the environment want the network to be used. */
public final class NetworkSettings {
    /** Where the Linux distributions keep the certificates they trust. */
    private static final List<String> SYSTEM_CERTIFICATES = List.of(
            "/etc/ssl/certs/ca-certificates.crt",
            "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/ssl/ca-bundle.pem",
            "/etc/ssl/cert.pem");

    /** Documents are small and mostly waiting; unless the user has said how many connections there may be. */
    private static final int DOCUMENTS = 48;

    private NetworkSettings() {}

    public static HttpSettings of(NpmConfig config, Environment environment) {
        int documents = config.get("maxsockets") == null ? DOCUMENTS : config.maxSockets();
        RetryPolicy retries = new RetryPolicy(
                config.fetchRetries(),
                config.fetchRetryMintimeout(),
                config.fetchRetryFactor(),
                config.fetchRetryMaxtimeout());
        String userAgent = "dx (" + environment.platform().os() + " "
                + environment.platform().cpu() + ")";
        return new HttpSettings(
                trust(config, environment),
                proxies(config, environment),
                retries,
                config.fetchTimeout(),
                config.maxSockets(),
                documents,
                userAgent);
    }

    private static Trust trust(NpmConfig config, Environment environment) {
        if (!config.strictSsl()) {
            return new Trust.Unverified();
        }
        List<Path> files = new ArrayList<>();
        Path cafile = config.cafile();
        if (cafile != null) {
            files.add(cafile);
        }
        String extra = environment.get("NODE_EXTRA_CA_CERTS");
        if (extra != null && !files.contains(Path.of(extra))) {
            files.add(Path.of(extra));
        }
        List<Path> system = new ArrayList<>();
        String chosen = environment.get("SSL_CERT_FILE");
        if (chosen != null) {
            system.add(Path.of(chosen));
        }
        SYSTEM_CERTIFICATES.forEach(file -> system.add(Path.of(file)));
        return new Trust.Verified(files, config.ca(), system);
    }

    /** npm sends everything through the configured proxy, and asks the environment only where none is configured. */
    private static Proxies proxies(NpmConfig config, Environment environment) {
        String configured = config.proxy();
        String https = configured == null ? variable(environment, "https_proxy") : configured;
        String http = configured;
        for (String name : List.of("https_proxy", "http_proxy", "proxy")) {
            http = http == null ? variable(environment, name) : http;
        }
        List<String> except = config.noproxy();
        String exceptVariable = variable(environment, "no_proxy");
        if (except.isEmpty() && exceptVariable != null) {
            except = List.of(exceptVariable.split(",", -1));
        }
        return new Proxies(uri(http), uri(https), except);
    }

    private static @Nullable String variable(Environment environment, String name) {
        String value = environment.get(name);
        return value == null ? environment.get(name.toUpperCase(Locale.ROOT)) : value;
    }

    private static @Nullable URI uri(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String whole = text.contains("://") ? text.strip() : "http://" + text.strip();
        try {
            URI uri = URI.create(whole);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // said below
        }
        throw new DxException(
                ErrorCode.DX_CONFIG,
                "the proxy that is configured is not an address",
                "Set proxy in .npmrc, or HTTPS_PROXY, to http://host:port.");
    }
}
