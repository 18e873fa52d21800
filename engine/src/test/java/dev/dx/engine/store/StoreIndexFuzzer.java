package dev.dx.engine.store;

import dev.dx.engine.DxException;
import dev.dx.engine.fuzz.FuzzFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Any bytes as the store's index; every other time length and checksum are put right. */
public final class StoreIndexFuzzer {
    private static final FuzzFile FILE = new FuzzFile(".dxstore");

    private StoreIndexFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Path file = FILE.holding(data.length > 0 && (data[0] & 1) != 0 ? data : sealed(data));
        try {
            StoreIndexDump.lines(file);
        } catch (DxException refused) {
            FuzzFile.requireFormatCode(refused);
        }
    }

    private static byte[] sealed(byte[] data) {
        byte[] sealed = data.clone();
        if (sealed.length >= 52) {
            ByteBuffer out = ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN);
            out.putLong(0, 0x0045524f54535844L).putInt(8, 1).putLong(16, sealed.length);
            CRC32C crc = new CRC32C();
            crc.update(sealed, 0, sealed.length - 4);
            out.putInt(sealed.length - 4, (int) crc.getValue());
        }
        return sealed;
    }
}
