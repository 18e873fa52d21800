package dev.dx.registry.hosted;

import dev.dx.engine.Integrity;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.registry.storage.Upload;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody sent to be published or changed: what the package's document said, and the archives that came in it.
 * Closing it drops the archives that were not kept.
 *
 * @param provenance the Sigstore bundle that came with an archive, not looked at; null if none did
 */
public record Publication(
        JsonObject document,
        List<Archive> archives,
        @Nullable String provenance) implements Closeable {
    public Publication {
        archives = List.copyOf(archives);
    }

    public Publication(JsonObject document, List<Archive> archives) {
        this(document, archives, null);
    }

    /**
     * An archive that came, and what it hashed to on the way.
     *
     * @param shasum its SHA-1 in hexadecimal
     */
    public record Archive(String name, Upload upload, long length, Integrity sha512, String shasum) {}

    @Override
    public void close() throws IOException {
        for (Archive archive : archives) {
            archive.upload().close();
        }
    }
}
