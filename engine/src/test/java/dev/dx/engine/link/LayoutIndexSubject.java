package dev.dx.engine.link;

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

/** Damaged indexes of layouts. */
public final class LayoutIndexSubject implements MutationSubject {
    @Override
    public List<byte[]> whole() {
        return List.of(LayoutIndexFormat.encode(LayoutIndexTest.entries(3, 1), 7));
    }

    @Override
    public byte[] sealed(byte[] damaged) {
        byte[] sealed = damaged.clone();
        if (sealed.length >= LayoutIndexFormat.HEADER) {
            ByteBuffer out = ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN);
            out.putLong(8, sealed.length).putInt(60, 0);
            CRC32C crc = new CRC32C();
            crc.update(sealed);
            out.putInt(60, (int) crc.getValue());
        }
        return sealed;
    }

    @Override
    public Outcome read(byte[] bytes, byte[] whole, Path file) throws IOException {
        Files.write(file, bytes);
        try (LayoutIndex index = LayoutIndex.open(file)) {
            LayoutIndexDump.lines(index);
            return Arrays.equals(bytes, whole) ? Outcome.SAME : Outcome.OTHER;
        } catch (DxException refused) {
            return MutationSubject.refused(refused);
        }
    }
}
