package dev.dx.engine.npm.source;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.PackageName;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.resolve.PackageVersions;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The packages inside another package's archive, and those that the npm-shrinkwrap.json in it names. */
public final class InnerPackages {
    private static final String MANIFEST = "/package.json";
    private static final String SHRINKWRAP = "npm-shrinkwrap.json";
    private static final String FOLDER = "node_modules/";

    private InnerPackages() {}

    /** By location: {@code node_modules/a/node_modules/b}; bundled packages stand where the archive has them. */
    public static Map<String, PackageVersions.Offer> in(StoredPackage content) {
        Map<String, PackageVersions.Offer> inner = shrinkwrapped(content);
        bundled(content)
                .forEach((location, manifest) -> inner.put(
                        location,
                        new PackageVersions.Offer(
                                PackageManifest.of(manifest.json().with("inBundle", JsonValue.Literal.TRUE)),
                                null,
                                null)));
        return inner;
    }

    private static Map<String, PackageVersions.Offer> shrinkwrapped(StoredPackage content) {
        Map<String, PackageVersions.Offer> locked = new LinkedHashMap<>();
        Path file = content.folder().resolve(SHRINKWRAP);
        if (content.files().entries().stream().noneMatch(entry -> entry.path().equals(SHRINKWRAP))) {
            return locked;
        }
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException failure) {
            throw DxException.io(file.toString(), failure);
        }
        PackageLock.parse(SHRINKWRAP, text).packages().forEach((location, entry) -> {
            String resolved = entry.string("resolved");
            // Files of this machine are not for a package to choose, and what is in the archive is seen there.
            if (PackageSources.isFile(resolved) || entry.isTruthy("inBundle") || entry.isTruthy("dev")) {
                return;
            }
            String name = location.substring(location.lastIndexOf(FOLDER) + FOLDER.length());
            JsonObject named = entry.string("name") == null ? entry.with("name", new JsonValue.Text(name)) : entry;
            locked.put(
                    location,
                    new PackageVersions.Offer(PackageManifest.of(named), resolved, entry.string("integrity")));
        });
        return locked;
    }

    /** What is no package is passed over. */
    private static Map<String, PackageManifest> bundled(StoredPackage content) {
        Map<String, PackageManifest> found = new LinkedHashMap<>();
        for (FileEntry entry : content.files().entries()) {
            String path = entry.path();
            if (!path.startsWith(FOLDER) || !path.endsWith(MANIFEST)) {
                continue;
            }
            String location = path.substring(0, path.length() - MANIFEST.length());
            if (isLocation(location)) {
                PackageManifest manifest = manifest(content, location);
                if (manifest != null) {
                    found.put(location, manifest);
                }
            }
        }
        return found;
    }

    private static boolean isLocation(String location) {
        for (String name : location.substring(FOLDER.length()).split("/" + FOLDER, -1)) {
            try {
                PackageName.parse(name);
            } catch (DxException aFolderInAPackage) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable PackageManifest manifest(StoredPackage content, String location) {
        try {
            return PackageSources.manifest(location, content.folder().resolve(location));
        } catch (DxException unreadable) {
            return switch (unreadable.code()) {
                case DX_MANIFEST, DX_USAGE, DX_UNSAFE_PATH -> null;
                default -> throw unreadable;
            };
        }
    }
}
