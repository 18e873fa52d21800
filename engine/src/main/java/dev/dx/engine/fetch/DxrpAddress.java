package dev.dx.engine.fetch;

import java.net.URI;
import java.util.Locale;

/** Tells addresses of registries that speak DXRP. Apart from what asks them, which nobody loads who asks no such registry. */
public final class DxrpAddress {
    public static final String PLAIN = "dxrp";
    public static final String SECURE = "dxrps";

    /** What helps where something else is found under an address. */
    static final String REMEDY =
            "Check the address: dxrp:// takes the registry's port for DXRP, 3000 where nobody says another,"
                    + " and dxrps:// the same of a registry with TLS; the address of its HTTP begins with http.";

    private DxrpAddress() {}

    public static boolean is(URI registry) {
        String scheme = String.valueOf(registry.getScheme()).toLowerCase(Locale.ROOT);
        return scheme.equals(PLAIN) || scheme.equals(SECURE);
    }
}
