package dev.dx.engine.fetch;

import java.net.URI;
import java.util.Locale;

/** Tells addresses of registries that speak DXRP. Apart from what asks them, which nobody loads who asks no such registry. */
public final class DxrpAddress {
    public static final String PLAIN = "dxrp";
    public static final String SECURE = "dxrps";

    private DxrpAddress() {}

    public static boolean is(URI registry) {
        String scheme = String.valueOf(registry.getScheme()).toLowerCase(Locale.ROOT);
        return scheme.equals(PLAIN) || scheme.equals(SECURE);
    }
}
