package dev.dx.engine.install.change;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.resolve.PackageVersions;
import dev.dx.engine.npm.resolve.VersionSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds to a lock of version 1 what those did not hold: the manifest of each package, as the registry has it. */
public final class OldLockCompletion {
    /** What the lock knows better: where it came from, and what for. */
    private static final List<String> KEPT =
            List.of("name", "version", "resolved", "integrity", "inBundle", "optional", "dev", "link");

    private OldLockCompletion() {}

    public static PackageLock complete(PackageLock lock, VersionSource source) {
        lock.packages().forEach((location, entry) -> source.expect(nameOf(location, entry), versionOf(entry)));
        Map<String, JsonObject> packages = new LinkedHashMap<>();
        lock.packages().forEach((location, entry) -> packages.put(location, completed(location, entry, source)));
        return new PackageLock(packages, lock.project(), lock.style(), lock.version());
    }

    private static JsonObject completed(String location, JsonObject entry, VersionSource source) {
        if (versionOf(entry).isEmpty() || entry.isTruthy("inBundle")) {
            return entry;
        }
        PackageVersions.Offer offer;
        try {
            offer = source.versionsOf(nameOf(location, entry)).offer(versionOf(entry));
        } catch (DxException notToBeHad) {
            boolean mayGoOn = notToBeHad.code() == ErrorCode.DX_NOT_FOUND
                    || notToBeHad.code() == ErrorCode.DX_REGISTRY
                    || notToBeHad.code() == ErrorCode.DX_AUTH;
            if (!mayGoOn) {
                throw notToBeHad;
            }
            // npm goes on with what the lock has, too.
            return entry;
        }
        if (offer == null) {
            return entry;
        }
        JsonObject complete = offer.manifest().json();
        for (String key : KEPT) {
            JsonValue value = entry.get(key);
            complete = value == null ? complete : complete.with(key, value);
        }
        if (entry.get("resolved") == null && offer.tarball() != null) {
            complete = complete.with("resolved", new JsonValue.Text(offer.tarball()));
        }
        if (entry.get("integrity") == null && offer.integrity() != null) {
            complete = complete.with("integrity", new JsonValue.Text(offer.integrity()));
        }
        return complete;
    }

    private static String nameOf(String location, JsonObject entry) {
        String name = entry.string("name");
        return name != null
                ? name
                : location.substring(location.lastIndexOf("node_modules/") + "node_modules/".length());
    }

    private static String versionOf(JsonObject entry) {
        String version = entry.string("version");
        return version == null ? "" : version;
    }
}
