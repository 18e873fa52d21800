package dev.dx.engine.store;

import dev.dx.engine.pack.PackReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;

/**
 * Reads an archive's files, with the JDK alone, without writing or hashing anything: how long that takes is what other forms of a package are
 * compared with. Nothing that it reads may be used.
 */
public final class ArchiveReading {
    private ArchiveReading() {}

    /** Hands every file's bytes to the sink, in pieces; returns how many files there are. */
    public static int read(String name, InputStream tgz, PackReader.Sink sink) throws IOException {
        Inflater inflater = new Inflater(true);
        try {
            ArchiveLimits limits = ArchiveLimits.PACKAGE;
            ArchiveSource source = ArchiveSource.unhashed(name, tgz, limits, new byte[1 << 16]);
            TarReader tar =
                    new TarReader(name, new Gunzip(name, source, limits, inflater, null), limits, new byte[1 << 16]);
            byte[] piece = new byte[1 << 16];
            int files = 0;
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                for (int read = tar.read(piece, 0, piece.length); read > 0; read = tar.read(piece, 0, piece.length)) {
                    sink.accept(piece, 0, read);
                }
                files += entry.kind() == TarEntry.Kind.FILE ? 1 : 0;
            }
            return files;
        } finally {
            inflater.end();
        }
    }
}
