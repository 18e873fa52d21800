package dev.dx.converter;

import dev.dx.engine.PackageId;

/** What the files of a package are called: {@code name@version.dxp}, {@code @scope+name@version.dxp}. */
public final class PackNames {
    private PackNames() {}

    public static String pack(PackageId id) {
        return stem(id) + ".dxp";
    }

    public static String archive(PackageId id) {
        return stem(id) + ".tgz";
    }

    private static String stem(PackageId id) {
        return id.name().replace('/', '+') + "@" + id.version();
    }
}
