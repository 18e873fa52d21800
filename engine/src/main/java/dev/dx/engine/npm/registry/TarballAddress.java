package dev.dx.engine.npm.registry;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.config.NpmConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where an archive is really fetched from: the address a packument or lock names, moved to the configured registry where
 * {@code replace-registry-host} says so. A mirror usually repeats the addresses of the registry it mirrors.
 */
final class TarballAddress {
    private final NpmConfig config;
    private final DxrpRegistries registries;
    private @Nullable String npmsOwnHost;

    TarballAddress(NpmConfig config, DxrpRegistries registries) {
        this.config = config;
        this.registries = registries;
    }

    /** The address npm's registries have for an archive that nothing else is said about. */
    URI usual(String packageName, String version) {
        URI registry = registries.httpFor(packageName);
        String file = packageName.substring(packageName.indexOf('/') + 1) + "-" + version + ".tgz";
        return parse(packageName, registry + packageName + "/-/" + file);
    }

    URI of(String packageName, String named) {
        URI address = parse(packageName, named);
        URI registry = registries.httpFor(packageName);
        if (!address.getHost().equalsIgnoreCase(registry.getHost())) {
            // A lock names the origin of what comes over DXRP, which only the registry may be able to reach.
            int file = address.getRawPath().lastIndexOf("/" + packageName + "/-/");
            if (file >= 0 && registries.isDxrp(packageName)) {
                return registry.resolve(
                        registry.getRawPath() + address.getRawPath().substring(file + 1));
            }
            return isReplaced(address) ? moved(address, registry) : address;
        }
        boolean couldBeSecure = "https".equals(registry.getScheme())
                && "http".equals(address.getScheme())
                && address.getPort() < 0
                && registry.getPort() < 0;
        return couldBeSecure ? URI.create("https" + address.toString().substring("http".length())) : address;
    }

    private static URI parse(String packageName, String text) {
        try {
            URI address = new URI(text.strip());
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            if (address.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
                return address;
            }
        } catch (URISyntaxException notAnAddress) {
            // said below
        }
        throw new DxException(
                ErrorCode.DX_REGISTRY,
                packageName + ": the address of its archive cannot be used: " + text,
                "Only http and https addresses can be fetched; ask whoever runs the registry.");
    }

    private String rule() {
        String rule = config.get("replace-registry-host");
        return rule == null ? "npmjs" : rule;
    }

    private static boolean isAddress(String rule) {
        return rule.contains("://");
    }

    private boolean isReplaced(URI address) {
        String rule = rule();
        return switch (rule) {
            case "never" -> false;
            case "always" -> true;
            case "npmjs" -> address.getHost().equalsIgnoreCase(npmsOwnHost());
            default -> {
                String prefix = rule.endsWith("/") ? rule : rule + "/";
                yield isAddress(rule)
                        ? address.toString().startsWith(prefix)
                        : address.getHost().equalsIgnoreCase(rule);
            }
        };
    }

    /** Empty where nobody knows. */
    private synchronized String npmsOwnHost() {
        String host = npmsOwnHost;
        if (host == null) {
            URI own = config.npmsOwnRegistry();
            host = own == null ? "" : own.getHost();
            npmsOwnHost = host;
        }
        return host;
    }

    private URI moved(URI address, URI registry) {
        String rule = rule();
        String base = registry.getRawPath();
        String path = address.getRawPath();
        if (isAddress(rule)) {
            String prefix = URI.create(rule).getRawPath();
            path = path.substring(Math.min(prefix.length(), path.length()));
        } else if (path.startsWith(base)) {
            path = path.substring(base.length());
        }
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        return registry.resolve(base + path.replaceFirst("^/+", "") + query);
    }
}
