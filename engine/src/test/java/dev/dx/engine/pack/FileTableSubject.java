package dev.dx.engine.pack;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.binary.MutationSubject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** Damaged tables of files. */
public final class FileTableSubject implements MutationSubject {
    @Override
    public List<byte[]> whole() {
        return List.of(FileTableFormat.encode(PackedFiles.small().table()));
    }

    @Override
    public byte[] sealed(byte[] damaged) {
        byte[] sealed = damaged.clone();
        if (sealed.length >= 52) {
            ByteBuffer out = ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN);
            out.putInt(12, sealed.length - 52);
            CRC32C crc = new CRC32C();
            crc.update(sealed, 0, sealed.length - 4);
            out.putInt(sealed.length - 4, (int) crc.getValue());
        }
        return sealed;
    }

    @Override
    public Outcome read(byte[] bytes, byte[] whole, Path file) throws IOException {
        Files.write(file, bytes);
        try {
            FileTableDump.lines(file);
        } catch (DxException refused) {
            MutationSubject.refused(refused);
        }
        byte[] root = bytes.length < 52
                ? new byte[ContentRoot.LENGTH]
                : Arrays.copyOfRange(bytes, bytes.length - 36, bytes.length - 4);
        try {
            FileTableFormat.read(file, ContentRoot.of(root));
            return Arrays.equals(bytes, whole) ? Outcome.SAME : Outcome.OTHER;
        } catch (DxException refused) {
            return MutationSubject.refused(refused);
        }
    }
}
