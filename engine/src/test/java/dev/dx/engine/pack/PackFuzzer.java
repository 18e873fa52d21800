package dev.dx.engine.pack;

import dev.dx.engine.DxException;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.fuzz.FuzzFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Any bytes as a {@code .dxp} file; every other time the length and the checksum are put right. */
public final class PackFuzzer {
    private static final FuzzFile FILE = new FuzzFile(".dxp");

    private PackFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Path file = FILE.holding(data.length > 0 && (data[0] & 1) != 0 ? data : sealed(data));
        try (Pack pack = Pack.open(file);
                PackReader reader = pack.reader()) {
            PackDump.lines(pack);
            for (FileEntry entry : pack.files().entries()) {
                int found = pack.find(entry.path());
                if (found < 0) {
                    throw new AssertionError(entry.path() + " is not found");
                }
                if (!pack.isExternal()) {
                    reader.readAll(found);
                }
            }
            reader.verify();
        } catch (DxException refused) {
            FuzzFile.requireFormatCode(refused);
        }
    }

    private static byte[] sealed(byte[] data) {
        byte[] sealed = data.clone();
        if (sealed.length >= PackFormat.HEADER + PackFormat.FOOTER) {
            ByteBuffer bytes = ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(0, 0x00505844).putInt(4, 1).putLong(8, sealed.length);
            int end = sealed.length - Checksums.XXH128_LENGTH;
            bytes.put(end, Checksums.xxh128(sealed, 0, end));
        }
        return sealed;
    }
}
