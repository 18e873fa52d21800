package dev.dx.engine.pack;

import dev.dx.engine.PackageId;
import java.nio.charset.StandardCharsets;

/**
 * What a pack says of its package beside the files. Whoever wrote the pack claims it; nothing here is trusted for more than
 * telling a person what the file is.
 *
 * @param claimedIntegrity the SRI string of the archive the package came as; empty if there was none. Never a reason to take
 *     the pack for that archive: that is known only of an archive that was hashed
 * @param metadata what the package's ecosystem wants to know before it reads a file, as text that means nothing here
 */
public record PackManifest(PackageId id, String claimedIntegrity, String metadata) {
    public PackManifest {
        if (utf8Length(id.name()) > PackFormat.MAX_TEXT
                || utf8Length(id.version()) > PackFormat.MAX_TEXT
                || utf8Length(claimedIntegrity) > PackFormat.MAX_TEXT
                || utf8Length(metadata) > PackFormat.MAX_METADATA) {
            throw new IllegalArgumentException("a manifest longer than a pack has room for");
        }
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
