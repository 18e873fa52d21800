package dev.dx.engine.npm;

import dev.dx.engine.Platform;
import dev.dx.engine.graph.PlatformFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a package is meant for a platform: its {@code os}, {@code cpu} and {@code libc} lists. */
public final class PlatformRules {
    private PlatformRules() {}

    public static boolean allow(PackageManifest manifest, Platform platform) {
        return allow(new PlatformFilter(manifest.os(), manifest.cpu(), manifest.libc()), platform);
    }

    public static boolean allow(PlatformFilter filter, Platform platform) {
        return allows(filter.os(), platform.os())
                && allows(filter.cpu(), platform.cpu())
                && (filter.libc().isEmpty() || allowsLibc(filter.libc(), platform.libc()));
    }

    private static boolean allowsLibc(List<String> list, @Nullable String libc) {
        return libc != null && allows(list, libc);
    }

    /** An empty list allows everything; {@code !x} forbids, and a list of nothing but those allows the rest. */
    private static boolean allows(List<String> list, String value) {
        if (list.isEmpty() || list.equals(List.of("any"))) {
            return true;
        }
        int negated = 0;
        boolean named = false;
        for (String entry : list) {
            if (entry.startsWith("!")) {
                negated++;
                if (entry.substring(1).equals(value)) {
                    return false;
                }
            } else {
                named |= entry.equals(value);
            }
        }
        return named || negated == list.size();
    }
}
