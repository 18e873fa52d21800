package dev.dx.engine.npm.registry;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.PackageId;
import dev.dx.engine.Platform;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.PlatformRules;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a package brings along: itself and everything it depends on, each version once, by the sizes its registry names. An
 * estimate for people: peers are not counted, nor what does not come from a registry, nor how copies are shared.
 *
 * @param bytes unpacked
 * @param packages how many versions, itself included
 * @param unknown how many of them have no size that is known
 */
public record InstallSize(long bytes, int packages, int unknown) {
    /** A graph beyond this is no longer followed. */
    private static final int MOST_PACKAGES = 5_000;

    private static final String ALIAS = "npm:";

    private record Wish(String name, String range, boolean optional) {}

    /** Follows the dependencies of a version, one after the other. */
    public static InstallSize of(RegistryClient registry, String name, String version, Platform platform) {
        Set<PackageId> seen = new HashSet<>();
        Deque<Wish> wishes = new ArrayDeque<>();
        wishes.add(new Wish(name, version, false));
        long bytes = 0;
        int unknown = 0;
        while (!wishes.isEmpty() && seen.size() < MOST_PACKAGES) {
            DxException.checkCancelled();
            Wish wish = wishes.remove();
            VersionManifest chosen = chosen(registry, wish);
            if (chosen == null) {
                unknown++;
                continue;
            }
            PackageManifest manifest = chosen.manifest();
            boolean absent = wish.optional() && !PlatformRules.allow(manifest, platform);
            if (absent || !seen.add(new PackageId(chosen.name(), chosen.version()))) {
                continue;
            }
            long size = chosen.dist().unpackedSize();
            bytes += Math.max(0, size);
            unknown += size < 0 ? 1 : 0;
            manifest.dependencies().forEach((dependency, range) -> wishes.add(wish(dependency, range, false)));
            manifest.optionalDependencies().forEach((dependency, range) -> wishes.add(wish(dependency, range, true)));
        }
        return new InstallSize(bytes, seen.size(), unknown);
    }

    private static Wish wish(String name, String range, boolean optional) {
        if (range.startsWith(ALIAS)) {
            String target = range.substring(ALIAS.length());
            int at = target.indexOf('@', 1);
            return at < 0
                    ? new Wish(target, "", optional)
                    : new Wish(target.substring(0, at), target.substring(at + 1), optional);
        }
        return new Wish(name, range, optional);
    }

    /** Null where no registry has it. */
    private static @Nullable VersionManifest chosen(RegistryClient registry, Wish wish) {
        Packument packument;
        try {
            packument = registry.packument(wish.name(), RegistryClient.Form.ABBREVIATED);
        } catch (DxException missing) {
            if (missing.code() == ErrorCode.DX_NOT_FOUND) {
                return null;
            }
            throw missing;
        }
        Map<String, String> tags = packument.distTags();
        String tagged = tags.get(wish.range().isEmpty() ? "latest" : wish.range());
        if (tagged != null) {
            return packument.version(tagged);
        }
        Range range = Range.parse(wish.range(), Options.LOOSE);
        if (range == null) {
            return null;
        }
        String latest = tags.get("latest");
        if (latest != null && fits(range, latest)) {
            return packument.version(latest);
        }
        for (int rank = 0; rank < packument.orderedCount(); rank++) {
            if (fits(range, packument.ordered(rank))) {
                return packument.version(packument.ordered(rank));
            }
        }
        return null;
    }

    private static boolean fits(Range range, String text) {
        Version version = Version.parse(text, Options.LOOSE);
        return version != null && range.satisfies(version);
    }
}
