package dev.dx.engine.npm.registry;

import dev.dx.engine.Integrity;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a registry says about one version of a package. Everything is as the registry sent it, in its order, and nothing of
 * it has been checked.
 *
 * @param manifest as much of its package.json as an install needs and a lock repeats
 */
public record VersionManifest(PackageManifest manifest, Dist dist) {
    /**
     * The archive.
     *
     * @param tarball its address, as text
     * @param integrity its SRI string; old archives have only a {@code shasum}, the SHA-1 in hexadecimal
     * @param unpackedSize in bytes, or -1; {@code fileCount} likewise
     */
    public record Dist(
            @Nullable String tarball,
            @Nullable String integrity,
            @Nullable String shasum,
            long unpackedSize,
            long fileCount) {
        /** What the archive must hash to; null if the registry does not say. */
        public @Nullable Integrity expected() {
            Integrity strong = integrity == null ? null : Integrity.parse(integrity);
            return strong == null && shasum != null ? Integrity.fromShasum(shasum) : strong;
        }
    }

    /**
     * Takes up a manifest as a {@link Packument} puts it together: {@code scripts} says no more than whether one of them
     * would run on install. Name and version are those it was found under, whatever it says itself.
     */
    static VersionManifest of(String name, String version, JsonObject fields) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("name", new JsonValue.Text(name));
        json.put("version", new JsonValue.Text(version));
        fields.members().forEach((key, value) -> {
            if (!key.equals("dist") && !key.equals("scripts")) {
                json.put(key, value);
            }
        });
        if (fields.isTruthy("scripts")) {
            json.put("hasInstallScript", JsonValue.Literal.TRUE);
        }
        JsonObject dist = fields.object("dist");
        return new VersionManifest(
                PackageManifest.of(JsonObject.of(json)), dist(dist == null ? JsonObject.EMPTY : dist));
    }

    public String name() {
        return manifest.name();
    }

    public String version() {
        return manifest.version();
    }

    private static Dist dist(JsonObject dist) {
        return new Dist(
                dist.string("tarball"),
                dist.string("integrity"),
                dist.string("shasum"),
                count(dist, "unpackedSize"),
                count(dist, "fileCount"));
    }

    /** A count or size; -1 for anything else. */
    private static long count(JsonObject dist, String key) {
        if (dist.get(key) instanceof JsonValue.Numeral number) {
            try {
                return Math.max(-1, Long.parseLong(number.digits()));
            } catch (NumberFormatException notWholeOrTooLarge) {
                return -1;
            }
        }
        return -1;
    }
}
