package dev.dx.engine.pack;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.fuzz.FuzzFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Any bytes as a table of files; every other time length and checksum are put right. */
public final class FileTableFuzzer {
    private static final FuzzFile FILE = new FuzzFile(".table");

    private FileTableFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        byte[] sealed = data.length > 0 && (data[0] & 1) != 0 ? data : sealed(data);
        Path file = FILE.holding(sealed);
        byte[] root = sealed.length < 36
                ? new byte[ContentRoot.LENGTH]
                : Arrays.copyOfRange(sealed, sealed.length - 36, sealed.length - 4);
        try {
            FileTable table = FileTableFormat.read(file, ContentRoot.of(root));
            byte[] again = FileTableFormat.canonical(table);
            if (!Arrays.equals(again, Arrays.copyOfRange(sealed, 16, sealed.length - 36))) {
                throw new AssertionError("it is not what was read");
            }
        } catch (DxException refused) {
            FuzzFile.requireFormatCode(refused);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            FileTableDump.lines(file);
        } catch (DxException refused) {
            FuzzFile.requireFormatCode(refused);
        }
    }

    private static byte[] sealed(byte[] data) {
        byte[] sealed = data.clone();
        if (sealed.length >= 52) {
            ByteBuffer bytes = ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(0, 0x00545844).putInt(4, 1).putInt(12, sealed.length - 52);
            CRC32C crc = new CRC32C();
            crc.update(sealed, 0, sealed.length - 4);
            bytes.putInt(sealed.length - 4, (int) crc.getValue());
        }
        return sealed;
    }
}
