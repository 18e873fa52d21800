package dev.dx.engine.npm.resolve;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A registry of as many packages as wanted, made up as they are asked for and always the same for a seed: each needs a few
 * of higher numbers in ranges that do not all agree, some have peers, and some lead back to where they came from.
 */
public final class GeneratedRegistry implements VersionSource {
    private static final List<String> VERSIONS = List.of("1.0.0", "1.2.0", "1.4.0", "2.0.0", "2.3.0", "3.0.0-beta.1");
    private static final List<String> RANGES =
            List.of("^1.0.0", "^2.0.0", "~1.2.0", ">=1.2.0", "1.x || 2.x", "1.4.0", "*");

    private final int packages;
    private final long seed;
    private final Map<String, PackageVersions> made = new ConcurrentHashMap<>();

    public GeneratedRegistry(int packages, long seed) {
        this.packages = packages;
        this.seed = seed;
    }

    /** The name of a package. */
    public static String nameOf(int number) {
        return number % 7 == 6 ? "@generated/package-" + number : "package-" + number;
    }

    static String range(Random random) {
        return RANGES.get(random.nextInt(RANGES.size()));
    }

    /** A manifest that asks for the first packages. */
    public static PackageManifest project(int direct) {
        Map<String, String> dependencies = new LinkedHashMap<>();
        for (int number = 0; number < direct; number++) {
            dependencies.put(nameOf(number), RANGES.get(number % RANGES.size()));
        }
        return PackageManifest.of(manifest("project", "1.0.0", dependencies, Map.of()));
    }

    static JsonObject manifest(
            String name, String version, Map<String, String> dependencies, Map<String, String> peers) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("name", new JsonValue.Text(name));
        json.put("version", new JsonValue.Text(version));
        json.put("license", new JsonValue.Text("MIT"));
        json.put("dependencies", JsonObject.ofStrings(dependencies));
        json.put("peerDependencies", JsonObject.ofStrings(peers));
        return JsonObject.of(json);
    }

    @Override
    public PackageVersions versionsOf(String name) {
        int number = Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
        if (number >= packages) {
            throw new DxException(ErrorCode.DX_NOT_FOUND, name, "Ask for a lower number.");
        }
        return made.computeIfAbsent(name, key -> new Versions(number));
    }

    @Override
    public PackageVersions confirmedVersionsOf(String name) {
        return versionsOf(name);
    }

    @Override
    public PackageVersions freshVersionsOf(String name) {
        return versionsOf(name);
    }

    @Override
    public @Nullable PackageVersions recentVersionsOf(String name) {
        return null;
    }

    @Override
    public void expect(String name, String spec) {}

    private final class Versions implements PackageVersions {
        private final int number;
        private final Map<String, Offer> offers = new LinkedHashMap<>();

        Versions(int number) {
            this.number = number;
            VERSIONS.forEach(version -> offers.put(version, make(version)));
        }

        private Offer make(String version) {
            Random random = new Random(seed * 31 + number * 7L + VERSIONS.indexOf(version));
            Map<String, String> dependencies = new LinkedHashMap<>();
            for (int left = random.nextInt(6); left > 0; left--) {
                boolean back = random.nextInt(20) == 0;
                int needed = back ? random.nextInt(number + 1) : number + 1 + random.nextInt(packages / 8 + 1);
                if (needed < packages && needed != number) {
                    dependencies.put(nameOf(needed), range(random));
                }
            }
            Map<String, String> peers = random.nextInt(25) == 0 ? Map.of(nameOf(0), "*") : Map.of();
            return new Offer(
                    PackageManifest.of(manifest(name(), version, dependencies, peers)),
                    "http://localhost/" + name() + "/-/" + version + ".tgz",
                    "sha512-" + name() + version);
        }

        @Override
        public String name() {
            return GeneratedRegistry.nameOf(number);
        }

        @Override
        public Map<String, String> tags() {
            return Map.of("latest", "2.3.0");
        }

        @Override
        public Collection<String> versions() {
            return VERSIONS;
        }

        @Override
        public @Nullable Offer offer(String version) {
            return offers.get(version);
        }

        @Override
        public @Nullable Instant publishedAt(String version) {
            return null;
        }
    }
}
