package dev.dx.engine.store;

import dev.dx.engine.DxException;
import java.io.ByteArrayInputStream;
import java.util.zip.Inflater;

/** Any bytes as an archive, gzipped or not. */
public final class TarFuzzer {
    private static final ArchiveLimits LIMITS = ArchiveLimits.PACKAGE;

    private TarFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Inflater inflater = new Inflater(true);
        try {
            Gunzip gunzip = new Gunzip(
                    "archive",
                    ArchiveSource.unhashed("archive", new ByteArrayInputStream(data), LIMITS, new byte[4096]),
                    LIMITS,
                    inflater,
                    null);
            TarReader tar = new TarReader("archive", gunzip, LIMITS, new byte[4096]);
            byte[] body = new byte[1000];
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                if (entry.size() < 0) {
                    throw new AssertionError("a size of " + entry.size());
                }
                long read = 0;
                for (int n = tar.read(body, 0, body.length); n > 0; n = tar.read(body, 0, body.length)) {
                    read += n;
                }
                if (read != entry.size()) {
                    throw new AssertionError(read + " bytes of " + entry.size());
                }
            }
        } catch (DxException refused) {
            requireRefusal(refused);
        } finally {
            inflater.end();
        }
    }

    private static void requireRefusal(DxException refused) {
        switch (refused.code()) {
            case DX_ARCHIVE_CORRUPT, DX_ARCHIVE_LIMIT, DX_UNSAFE_PATH -> {}
            default -> throw refused;
        }
    }
}
