package dev.dx.engine.fetch;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy a request goes through.
 *
 * @param forHttp for http addresses, {@code forHttps} for https ones; null for none
 * @param except hosts and domains that are reached directly
 */
public record Proxies(@Nullable URI forHttp, @Nullable URI forHttps, List<String> except) {
    public static final Proxies NONE = new Proxies(null, null, List.of());

    public Proxies {
        except = List.copyOf(except);
    }

    /** The proxy for an address; null if it is reached directly. */
    @Nullable
    URI proxyFor(URI uri) {
        URI proxy = "https".equalsIgnoreCase(uri.getScheme()) ? forHttps : forHttp;
        return proxy == null || isExcepted(uri) ? null : proxy;
    }

    private boolean isExcepted(URI uri) {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        for (String entry : except) {
            String domain = entry.strip().toLowerCase(Locale.ROOT);
            if (domain.startsWith("*")) {
                domain = domain.substring(1);
            }
            if (domain.startsWith(".")) {
                domain = domain.substring(1);
            }
            if (entry.equals("*") || (!domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain)))) {
                return true;
            }
        }
        return false;
    }
}
