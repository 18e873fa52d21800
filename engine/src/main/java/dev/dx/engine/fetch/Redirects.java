package dev.dx.engine.fetch;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where a redirect may lead, and with what. */
final class Redirects {
    private Redirects() {}

    /**
     * The request to make next. A secret stays behind when the host changes; a secret that the address itself would carry
     * there, and a lesser scheme, are refused.
     */
    static HttpQuery follow(HttpQuery query, String location) {
        URI from = query.uri();
        URI to = resolve(from, location);
        String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        if (to.getHost() == null || !(secure || (scheme.equals("http") && !isHttps(from)))) {
            throw unsafe(from, "redirects to " + scheme + "://" + to.getHost());
        }
        if (isSameOrigin(from, to)) {
            return new HttpQuery(to, query.headers(), query.credentials());
        }
        String secret = query.credentials().secret();
        if (to.getRawUserInfo() != null || (secret != null && to.toString().contains(secret))) {
            throw unsafe(from, "redirects to " + to.getHost() + " with a secret in the address");
        }
        return new HttpQuery(to, query.headers(), Credentials.NONE);
    }

    private static URI resolve(URI from, String location) {
        try {
            return from.resolve(new URI(location));
        } catch (URISyntaxException | IllegalArgumentException notAnAddress) {
            throw new DxException(
                    ErrorCode.DX_REGISTRY,
                    from.getHost() + ": redirects to something that is not an address, for " + from.getPath(),
                    "Check the registry's address.");
        }
    }

    private static boolean isSameOrigin(URI from, URI to) {
        boolean upgraded = !isHttps(from) && isHttps(to) && from.getPort() < 0 && to.getPort() < 0;
        boolean samePort = isHttps(from) == isHttps(to) && port(from) == port(to);
        return from.getHost().equalsIgnoreCase(to.getHost()) && (samePort || upgraded);
    }

    private static int port(URI uri) {
        int usual = isHttps(uri) ? 443 : 80;
        return uri.getPort() < 0 ? usual : uri.getPort();
    }

    private static boolean isHttps(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    private static DxException unsafe(URI from, String what) {
        return new DxException(
                ErrorCode.DX_UNSAFE_REDIRECT,
                from.getHost() + ": " + what + ", for " + from.getPath(),
                "Nothing was sent there. Ask whoever runs the registry, or set registry to where it has moved.");
    }
}
