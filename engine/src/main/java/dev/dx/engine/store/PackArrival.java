package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.binary.MappedFile;
import dev.dx.engine.pack.Pack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A pack on its way into the store. Nothing of it is left when this is closed but what was taken in. For one thread at a time. */
public final class PackArrival implements AutoCloseable {
    private final Store store;
    private final Staging.Place place;
    private final Path file;
    private final FileChannel channel;
    private long length;

    PackArrival(Store store, Staging.Place place) throws IOException {
        this.store = store;
        this.place = place;
        this.file = place.path("pack");
        boolean opened = false;
        try {
            this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            opened = true;
        } finally {
            if (!opened) {
                place.close();
            }
        }
    }

    /** Adds what came, in order. */
    public void write(ByteBuffer bytes) {
        length += bytes.remaining();
        if (length > ArchiveLimits.PACKAGE.inflatedBytes()) {
            throw new DxException(
                    ErrorCode.DX_ARCHIVE_LIMIT,
                    "a pack of more than " + ArchiveLimits.PACKAGE.inflatedBytes() + " bytes",
                    "Tell whoever runs the registry.");
        }
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException failure) {
            throw DxException.io(file + ": writing to the store", failure);
        }
    }

    /** How much came so far. */
    public long length() {
        return length;
    }

    /**
     * Takes the package in, if the pack is whole and holds the files that its root says.
     *
     * @param checksum XXH3 of the pack, as whoever sent it says
     * @param attested what archives of the package hash to, as somebody who is believed says; SHA-512 among them. The pack
     *     itself is not believed to be anything
     */
    public StoredPackage take(PackageId id, ContentRoot root, long checksum, List<Integrity> attested) {
        try {
            channel.close();
            try (MappedFile mapped = MappedFile.open(file)) {
                if (Checksums.xxh3(mapped.bytes()) != checksum) {
                    throw corrupt(id, "did not arrive as it was sent");
                }
            }
            try (Pack pack = Pack.open(file, root)) {
                if (pack.isExternal()) {
                    throw corrupt(id, "does not hold its files");
                }
                return store.take(id, pack, attested, place);
            }
        } catch (IOException failure) {
            DxException.checkCancelled();
            throw DxException.io(id + ": writing to the store", failure);
        }
    }

    private static DxException corrupt(PackageId id, String why) {
        return new DxException(
                ErrorCode.DX_FORMAT_CORRUPT, id + ": its pack " + why, "Tell whoever runs the registry.");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException unimportant) {
            // It is removed in any case.
            return;
        } finally {
            place.close();
        }
    }
}
