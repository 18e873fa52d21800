package dev.dx.engine.link;

import dev.dx.engine.DxException;
import dev.dx.engine.fuzz.FuzzFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Any bytes as an index of layouts; every other time length and checksum are put right. */
public final class LayoutIndexFuzzer {
    private static final FuzzFile FILE = new FuzzFile(".dxlc");

    private LayoutIndexFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Path file = FILE.holding(data.length > 0 && (data[0] & 1) != 0 ? data : sealed(data));
        try (LayoutIndex index = LayoutIndex.open(file)) {
            LayoutIndexDump.lines(index);
            if (index.entries().size() != index.size()) {
                throw new AssertionError(index.size() + " entries");
            }
        } catch (DxException refused) {
            FuzzFile.requireFormatCode(refused);
        }
    }

    private static byte[] sealed(byte[] data) {
        byte[] sealed = data.clone();
        if (sealed.length >= LayoutIndexFormat.HEADER) {
            ByteBuffer out = ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN);
            out.putInt(0, 0x434c5844).putInt(4, 1).putLong(8, sealed.length).putInt(60, 0);
            CRC32C crc = new CRC32C();
            crc.update(sealed);
            out.putInt(60, (int) crc.getValue());
        }
        return sealed;
    }
}
