package dev.dx.engine.npm.registry;

import dev.dx.engine.npm.json.JsonScanner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A member of a version's manifest that an install needs or a lock repeats. Its number is what stands in cache files. */
final class ManifestField {
    static final ManifestField DIST = new ManifestField(0, "dist");
    static final ManifestField SCRIPTS = new ManifestField(1, "scripts");

    private static final List<String> MANIFEST_KEYS = List.of(
            "dependencies",
            "optionalDependencies",
            "peerDependencies",
            "peerDependenciesMeta",
            "bundleDependencies",
            "bundledDependencies",
            "bin",
            "acceptDependencies",
            "workspaces",
            "engines",
            "os",
            "cpu",
            "libc",
            "deprecated",
            "hasInstallScript",
            "_hasShrinkwrap",
            "license",
            "funding");
    private static final List<String> DIST_KEYS =
            List.of("tarball", "integrity", "shasum", "unpackedSize", "fileCount");

    /** By number: the two above, then the manifest's, then those inside {@code dist}. */
    private static final List<ManifestField> ALL = all();

    private static final int FIRST_INSIDE_DIST = 2 + MANIFEST_KEYS.size();
    private static final ManifestField[][] MANIFEST = byLength(ALL.subList(0, FIRST_INSIDE_DIST));
    private static final ManifestField[][] INSIDE_DIST = byLength(ALL.subList(FIRST_INSIDE_DIST, ALL.size()));

    private final int number;
    private final String name;
    private final byte[] key;

    private ManifestField(int number, String key) {
        this.number = number;
        this.name = key;
        this.key = key.getBytes(StandardCharsets.UTF_8);
    }

    int number() {
        return number;
    }

    String name() {
        return name;
    }

    boolean isInsideDist() {
        return number >= FIRST_INSIDE_DIST;
    }

    static int count() {
        return ALL.size();
    }

    static ManifestField at(int number) {
        return ALL.get(number);
    }

    /** The field the scanner is at in a manifest; null if it is of no interest. */
    static @Nullable ManifestField inManifest(JsonScanner scanner) {
        return in(MANIFEST, scanner);
    }

    /** The field the scanner is at in {@code dist}; null if it is of no interest. */
    static @Nullable ManifestField inDist(JsonScanner scanner) {
        return in(INSIDE_DIST, scanner);
    }

    private static @Nullable ManifestField in(ManifestField[][] fields, JsonScanner scanner) {
        int length = scanner.isKeyEscaped() ? scanner.key().length() : scanner.keyEnd() - scanner.keyStart();
        if (length < fields.length) {
            for (ManifestField field : fields[length]) {
                if (scanner.isKey(field.key)) {
                    return field;
                }
            }
        }
        return null;
    }

    private static List<ManifestField> all() {
        List<ManifestField> all = new ArrayList<>(List.of(DIST, SCRIPTS));
        MANIFEST_KEYS.forEach(key -> all.add(new ManifestField(all.size(), key)));
        DIST_KEYS.forEach(key -> all.add(new ManifestField(all.size(), key)));
        return List.copyOf(all);
    }

    /** The fields by the length of their names, so that hardly a name is compared in vain. */
    private static ManifestField[][] byLength(List<ManifestField> fields) {
        int longest = fields.stream().mapToInt(field -> field.key.length).max().orElse(0);
        return IntStream.rangeClosed(0, longest)
                .mapToObj(length -> fields.stream()
                        .filter(field -> field.key.length == length)
                        .toArray(ManifestField[]::new))
                .toArray(ManifestField[][]::new);
    }
}
