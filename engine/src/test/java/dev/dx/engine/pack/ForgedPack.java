package dev.dx.engine.pack;

import dev.dx.engine.PackageId;
import java.nio.file.Path;

/** Packs that mean harm, for tests of those who read packs. */
public final class ForgedPack {
    private ForgedPack() {}

    /** A pack that says it is some package's archive, and holds one file at {@code path} with {@code text}. */
    public static Path claiming(Path target, PackageId id, String integrity, String path, String text) {
        return new PackedFiles()
                .add("package.json", "{\"name\": \"" + id.name() + "\", \"version\": \"" + id.version() + "\"}")
                .add(path, text)
                .write(target, new PackManifest(id, integrity, "{}"), PackSettings.archival());
    }
}
