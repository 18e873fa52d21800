package dev.dx.registry.http;

import java.net.InetAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request was meant for this server. A page on the web can make a browser send requests to any address, under
 * the name of the page's own host; that name is never one of these.
 */
final class HostCheck {
    private final Set<String> names = new HashSet<>();
    private final @Nullable URI publicUrl;

    HostCheck(Set<String> configured, @Nullable URI publicUrl) {
        this.publicUrl = publicUrl;
        configured.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        names.add("localhost");
        names.add("127.0.0.1");
        names.add("[::1]");
        if (publicUrl != null && publicUrl.getHost() != null) {
            names.add(publicUrl.getHost().toLowerCase(Locale.ROOT));
        }
    }

    /**
     * @param authority what the request says, host and port
     * @param local the address it came to; whoever knows a number needs no name that could be forged
     */
    boolean isOurs(@Nullable String authority, @Nullable InetAddress local) {
        if (authority == null) {
            return false;
        }
        String host = host(authority);
        return names.contains(host) || (local != null && host.equals(literal(local)));
    }

    /** Whether a page that makes requests is one of ours. */
    boolean isOurOrigin(String origin, @Nullable String authority) {
        try {
            URI uri = URI.create(origin);
            String from = uri.getRawAuthority();
            return from != null
                    && (from.equalsIgnoreCase(authority)
                            || (publicUrl != null && from.equalsIgnoreCase(publicUrl.getRawAuthority())));
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }

    private static String host(String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        int bracket = lower.lastIndexOf(']');
        int colon = lower.indexOf(':', Math.max(0, bracket));
        return colon < 0 ? lower : lower.substring(0, colon);
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        return plain.indexOf(':') >= 0 ? "[" + plain + "]" : plain;
    }
}
