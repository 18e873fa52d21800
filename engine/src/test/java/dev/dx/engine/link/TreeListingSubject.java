package dev.dx.engine.link;

import dev.dx.engine.ContentHash;
import dev.dx.engine.DxException;
import dev.dx.engine.binary.MutationSubject;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.pack.FileMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** Damaged listings of trees. */
public final class TreeListingSubject implements MutationSubject {
    @Override
    public List<byte[]> whole() {
        SourceCheck.Unchanged written =
                new SourceCheck.Unchanged(1_700_000_000_000_000_000L, 1_700_000_001_000_000_000L);
        return List.of(TreeListingFormat.file(List.of(
                TreeListingFormat.ofPackage(
                        0,
                        written,
                        List.of("lib", "lib/deep"),
                        List.of(file("lib/a.js"), file("lib/deep/b.js")),
                        List.of(file("cli.js"))),
                TreeListingFormat.ofPackage(3, written, List.of(), List.of(file("index.js")), List.of()))));
    }

    private static FileEntry file(String path) {
        return new FileEntry(path, FileMode.EXECUTABLE, path.length(), ContentHash.of(new byte[ContentHash.LENGTH]));
    }

    @Override
    public byte[] sealed(byte[] damaged) {
        return resealed(damaged);
    }

    static byte[] resealed(byte[] damaged) {
        byte[] sealed = damaged.clone();
        int length = sealed.length - Integer.BYTES;
        if (length >= 0) {
            CRC32C crc = new CRC32C();
            crc.update(sealed, 0, length);
            ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN).putInt(length, (int) crc.getValue());
        }
        return sealed;
    }

    @Override
    public Outcome read(byte[] bytes, byte[] whole, Path file) throws IOException {
        Files.write(file, bytes);
        boolean legible = TreeListing.read(file) != null;
        try {
            TreeListing.dump(file);
        } catch (DxException refused) {
            if (legible) {
                throw new AssertionError("read, and refused", refused);
            }
            return MutationSubject.refused(refused);
        }
        if (!legible) {
            throw new AssertionError("refused, and shown");
        }
        return Arrays.equals(bytes, whole) ? Outcome.SAME : Outcome.OTHER;
    }
}
