package dev.dx.registry.dxrp;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.binary.Checksums;
import dev.dx.registry.storage.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Packs that were asked for lately, mapped, so that sending one opens no file. Each was seen whole when it was mapped. For any
 * number of threads.
 */
final class HotPacks {
    /** Larger ones go from the file. */
    static final long LARGEST = 5 << 20;

    private static final long MOST_BYTES = 256L << 20;
    private static final int MOST = 20_000;

    private final ServedPacks packs;
    private final Map<ContentRoot, ByteBuffer> mapped = new LinkedHashMap<>(16, 0.75f, true);
    private long held;

    HotPacks(ServedPacks packs) {
        this.packs = packs;
    }

    /** What to send of a pack; null if it was lost, or is not what it was. */
    @Nullable
    Body body(ServedPack pack) throws IOException {
        if (pack.length() >= LARGEST) {
            return new Body.Stored(pack.length(), pack.checksum(), () -> packs.open(pack));
        }
        ByteBuffer known = find(pack.root());
        if (known == null) {
            known = map(pack);
            if (known == null) {
                return null;
            }
            keep(pack.root(), known);
        }
        return new Body.Bytes(known.duplicate(), pack.checksum());
    }

    private @Nullable ByteBuffer map(ServedPack pack) throws IOException {
        try (Blob blob = packs.open(pack)) {
            if (blob == null) {
                return null;
            }
            FileChannel file = blob.file();
            ByteBuffer bytes;
            long checksum;
            if (file == null) {
                try (InputStream in = blob.stream(0)) {
                    byte[] all = in.readAllBytes();
                    bytes = ByteBuffer.wrap(all);
                    checksum = Checksums.xxh3(all, 0, all.length);
                }
            } else {
                bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, pack.length());
                checksum = Checksums.xxh3(MemorySegment.ofBuffer(bytes));
            }
            if (checksum != pack.checksum()) {
                packs.lost(pack);
                return null;
            }
            return bytes;
        }
    }

    private synchronized @Nullable ByteBuffer find(ContentRoot root) {
        return mapped.get(root);
    }

    private synchronized void keep(ContentRoot root, ByteBuffer bytes) {
        ByteBuffer earlier = mapped.put(root, bytes);
        held += bytes.capacity() - (earlier == null ? 0 : earlier.capacity());
        Iterator<ByteBuffer> oldest = mapped.values().iterator();
        while ((held > MOST_BYTES || mapped.size() > MOST) && oldest.hasNext()) {
            held -= oldest.next().capacity();
            oldest.remove();
        }
    }
}
