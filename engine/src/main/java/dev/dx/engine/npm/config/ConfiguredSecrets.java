package dev.dx.engine.npm.config;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.fetch.ClientCertificate;
import dev.dx.engine.fetch.Credentials;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which secret of a configuration goes to which address: the {@code //host/path/:field} settings. */
final class ConfiguredSecrets {
    private static final List<String> PROXY_KEYS = List.of("proxy", "https-proxy", "http-proxy");
    private static final List<String> TRUST_KEYS = List.of("strict-ssl", "ca", "cafile");
    private static final String PROXY_OF_PROJECT =
            "Move proxy from the project's .npmrc to your own: your credentials are not sent through a proxy that only"
                    + " the project chose.";

    private final NpmConfig config;
    private final Map<String, String> withheld;

    /**
     * @param withheld settings that may not take effect, each with what to do about it
     */
    ConfiguredSecrets(NpmConfig config, Map<String, String> withheld) {
        this.config = config;
        this.withheld = new LinkedHashMap<>(withheld);
    }

    Credentials credentialsFor(URI uri, URI registry) {
        refuseUnscopedSecrets();
        if (uri.getHost() == null || !mayCarrySecrets(uri)) {
            return Credentials.NONE;
        }
        String key = keyFor(uri);
        if (key == null && NpmConfig.authority(uri).equals(NpmConfig.authority(registry))) {
            key = keyFor(registry);
        }
        if (key == null) {
            return new Credentials(null, null, withheldFor(uri));
        }
        return isOverheardByProject(uri) ? new Credentials(null, null, PROXY_OF_PROJECT) : credentials(key);
    }

    /**
     * Whether what is sent would pass a proxy that the project chose, and could be read there: without TLS, or because it is
     * the project as well that says which certificates to believe.
     */
    private boolean isOverheardByProject(URI uri) {
        boolean chosen = PROXY_KEYS.stream().anyMatch(this::isSetByProject);
        boolean readable =
                "http".equalsIgnoreCase(uri.getScheme()) || TRUST_KEYS.stream().anyMatch(this::isSetByProject);
        return chosen && readable;
    }

    private boolean isSetByProject(String key) {
        ConfigValue value = config.value(key);
        return value != null && value.layer() == ConfigLayer.PROJECT;
    }

    private boolean mayCarrySecrets(URI uri) {
        return !"http".equalsIgnoreCase(uri.getScheme()) || isLoopback(uri.getHost()) || isRegistryOverHttp(uri);
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private boolean isRegistryOverHttp(URI uri) {
        return config.registries().stream()
                .anyMatch(registry -> "http".equalsIgnoreCase(registry.getScheme())
                        && NpmConfig.authority(registry).equals(NpmConfig.authority(uri)));
    }

    /** The longest beginning of the address that some secret is for; a slash at its end does not matter. */
    private @Nullable String keyFor(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String key = "//" + NpmConfig.authority(uri) + path;
        while (key.length() > "//".length()) {
            if (has(key, "_authToken")
                    || has(key, "_auth")
                    || hasBoth(key, "username", "_password")
                    || hasBoth(key, "certfile", "keyfile")) {
                return key;
            }
            key = key.substring(0, key.endsWith("/") ? key.length() - 1 : key.lastIndexOf('/') + 1);
        }
        return null;
    }

    private boolean has(String key, String field) {
        return config.get(key + ":" + field) != null;
    }

    private boolean hasBoth(String key, String one, String other) {
        return has(key, one) && has(key, other);
    }

    private @Nullable String withheldFor(URI uri) {
        return withheld.entrySet().stream()
                .filter(entry -> NpmConfig.hostOfKey(entry.getKey()).equals(NpmConfig.authority(uri)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private Credentials credentials(String key) {
        String authorization = null;
        String token = config.get(key + ":_authToken");
        String pair = config.get(key + ":_auth");
        String user = config.get(key + ":username");
        String password = config.get(key + ":_password");
        if (token != null) {
            authorization = "Bearer " + token.strip();
        } else if (pair != null) {
            authorization = "Basic " + pair.strip();
        } else if (user != null && password != null) {
            authorization = "Basic " + basic(key, user, password);
        }
        String certificate = config.get(key + ":certfile");
        String privateKey = config.get(key + ":keyfile");
        ClientCertificate identity = certificate == null || privateKey == null
                ? null
                : new ClientCertificate(config.path(certificate), config.path(privateKey));
        return new Credentials(authorization, identity, null);
    }

    private static String basic(String key, String user, String password) {
        try {
            String plain = new String(Base64.getMimeDecoder().decode(password), StandardCharsets.UTF_8);
            return Base64.getEncoder().encodeToString((user + ":" + plain).getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            throw new DxException(
                    ErrorCode.DX_CONFIG,
                    key + ":_password is not base64",
                    "npm keeps passwords encoded as base64; use an _authToken instead if the registry gives one.");
        }
    }

    /** npm refuses these in files since they do not say whom they are for. */
    private void refuseUnscopedSecrets() {
        for (ConfigLayer layer : List.of(ConfigLayer.PROJECT, ConfigLayer.USER, ConfigLayer.GLOBAL)) {
            for (String key : List.of("_auth", "_authToken", "_authtoken", "_password")) {
                ConfigValue value = config.layer(layer).get(key);
                if (value != null) {
                    throw new DxException(
                            ErrorCode.DX_CONFIG,
                            value.source() + ": " + key + " does not say which registry it is for",
                            "Write //host/:" + key + "= with the registry's host, or run npm config fix.");
                }
            }
        }
    }
}
