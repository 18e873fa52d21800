package dev.dx.engine.npm.lock;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the lock file of another tool pins: who asks for a package gets which version of it. Only versions from a registry
 * are among them; what comes from git, an address or a folder is not.
 */
public final class ImportedLock {
    private final Map<String, Map<String, String>> byAsking;
    private final Map<String, String> byWish;
    private final SortedMap<String, List<String>> versions;

    private ImportedLock(Builder builder) {
        this.byAsking = builder.byAsking;
        this.byWish = builder.byWish;
        this.versions = new TreeMap<>();
        builder.versions.forEach((name, found) -> {
            List<String> highestFirst = new ArrayList<>(found.values());
            versions.put(name, Collections.unmodifiableList(highestFirst));
        });
    }

    /** Reads a lock by its file name; a text without markers of a merge is the first thing it has to be. */
    public static ImportedLock parse(String fileName, String text) {
        if (text.startsWith("<<<<<<< ") || text.contains("\n<<<<<<< ")) {
            throw invalid(fileName, "holds git conflict markers");
        }
        return switch (fileName) {
            case "bun.lock" -> BunLock.read(fileName, text);
            case "pnpm-lock.yaml" -> PnpmLock.read(fileName, text);
            case "yarn.lock" ->
                YarnBerryLock.isOne(text) ? YarnBerryLock.read(fileName, text) : YarnClassicLock.read(fileName, text);
            default ->
                throw new DxException(
                        ErrorCode.DX_UNSUPPORTED,
                        fileName + ": is not a lock file that can be taken over",
                        "Those are bun.lock, pnpm-lock.yaml and yarn.lock.");
        };
    }

    /**
     * The version that is pinned for a wish; null if the lock says nothing of it.
     *
     * @param asking the folder of the project or one of its members, empty for the project itself, or the
     *     {@code name@version} of a package
     * @param name as the asking one calls it, which may be an alias
     */
    public @Nullable String versionFor(String asking, String name, String spec) {
        String pinned = byAsking.getOrDefault(asking, Map.of()).get(name);
        return pinned != null ? pinned : byWish.get(name + "@" + spec);
    }

    /** Every version the lock holds of a package, by its own name, the highest first. */
    public List<String> versionsOf(String packageName) {
        return versions.getOrDefault(packageName, List.of());
    }

    /** Every {@code name@version} the lock holds. */
    public NavigableSet<String> packages() {
        NavigableSet<String> packages = new TreeSet<>();
        versions.forEach((name, found) -> found.forEach(version -> packages.add(name + "@" + version)));
        return packages;
    }

    static DxException invalid(String file, String why) {
        return new DxException(
                ErrorCode.DX_LOCK_INVALID, file + ": " + why, "Restore the file with the tool that wrote it.");
    }

    /** Whether it is the full version of something in a registry. */
    static boolean isVersion(String text) {
        return Version.parse(text, Options.LOOSE) != null;
    }

    /** Collects what a lock says. The first answer to a question stays. */
    static final class Builder {
        private static final int MAX_PACKAGES = 200_000;

        private final String file;
        private final Map<String, Map<String, String>> byAsking = new HashMap<>();
        private final Map<String, String> byWish = new HashMap<>();
        private final Map<String, TreeMap<Version, String>> versions = new LinkedHashMap<>();
        private int packages;

        Builder(String file) {
            this.file = file;
        }

        /** There is this version of this package. */
        void holds(String name, String text) {
            Version version = Version.parse(text, Options.LOOSE);
            if (version == null) {
                return;
            }
            if (++packages > MAX_PACKAGES) {
                throw invalid(file, "holds more than " + MAX_PACKAGES + " packages");
            }
            versions.computeIfAbsent(name, _ -> new TreeMap<>(Comparator.reverseOrder()))
                    .put(version, text);
        }

        void pin(String asking, String name, String version) {
            byAsking.computeIfAbsent(asking, _ -> new HashMap<>()).putIfAbsent(name, version);
        }

        void pinWish(String name, String spec, String version) {
            byWish.putIfAbsent(name + "@" + spec, version);
        }

        ImportedLock build() {
            return new ImportedLock(this);
        }
    }
}
