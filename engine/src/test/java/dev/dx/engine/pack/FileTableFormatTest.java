package dev.dx.engine.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.binary.Blake3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTableFormatTest {
    private static final FileTable TABLE = new FileTable(List.of(
            FileTableTest.entry("package.json", FileMode.REGULAR, 2, 1),
            FileTableTest.entry("bin/ünï.js", FileMode.EXECUTABLE, 1L << 40, 2)));

    @TempDir
    Path folder;

    @Test
    void readsWhatItWrote() throws IOException {
        assertEquals(TABLE, read(written(TABLE), TABLE.root()));
        FileTable replaced = new FileTable(List.of(FileTableTest.entry("\ufffd", FileMode.REGULAR, 1, 1)));
        assertEquals(replaced, read(written(replaced), replaced.root()));
        FileTable modes = new FileTable(Arrays.stream(FileMode.values())
                .map(mode -> FileTableTest.entry(mode.name(), mode, 1, 1))
                .toList());
        assertEquals(modes, read(written(modes), modes.root()));
        FileTable empty = new FileTable(List.of());
        assertEquals(empty, read(written(empty), empty.root()));
    }

    @Test
    void looksAsTheGrammarSays() throws IOException {
        String path = HexFormat.of().formatHex("bin/ünï.js".getBytes(StandardCharsets.UTF_8));
        assertEquals(
                "44585400" + "01000000" + "02000000" + "72000000"
                        + "0c000000" + path + "01" + "0000000000010000" + "02".repeat(32)
                        + "0c000000" + HexFormat.of().formatHex("package.json".getBytes(StandardCharsets.UTF_8)) + "00"
                        + "0200000000000000" + "01".repeat(32)
                        + TABLE.root()
                        + "0ef9398a",
                HexFormat.of().formatHex(written(TABLE)));
    }

    @Test
    void everyFlippedBitIsNoticed() throws IOException {
        byte[] bytes = written(TABLE);
        for (int at = 0; at < bytes.length; at++) {
            for (int bit = 1; bit < 0x100; bit <<= 1) {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) bit;
                ErrorCode code = refused(flipped, TABLE.root());
                assertTrue(at < 4 || at >= 8 || code == ErrorCode.DX_FORMAT_TOO_NEW, "version");
            }
        }
    }

    @Test
    void everyPrefixIsTruncated() throws IOException {
        byte[] bytes = written(TABLE);
        for (int length = 0; length < bytes.length; length++) {
            assertEquals(ErrorCode.DX_FORMAT_TRUNCATED, refused(Arrays.copyOf(bytes, length), TABLE.root()));
        }
        assertEquals(ErrorCode.DX_FORMAT_CORRUPT, refused(Arrays.copyOf(bytes, bytes.length + 1), TABLE.root()));
    }

    @Test
    void tellsTheTableOfAnotherPackage() throws IOException {
        ContentRoot other = new FileTable(List.of()).root();
        assertEquals(ErrorCode.DX_FORMAT_CORRUPT, refused(written(TABLE), other));
    }

    @Test
    void leavesAMissingFileToTheCaller() {
        assertThrows(NoSuchFileException.class, () -> FileTable.read(folder.resolve("none"), TABLE.root()));
    }

    /** With a checksum that is right, only the checks of each field are left. */
    @Test
    void refusesEveryFieldAtAValueItCannotHave() throws IOException {
        assertForged(bytes -> bytes.putInt(8, 3));
        assertForged(bytes -> bytes.putInt(8, 1));
        assertForged(bytes -> bytes.putInt(8, -1));
        assertForged(bytes -> bytes.putInt(8, Integer.MAX_VALUE));
        assertForged(bytes -> bytes.putInt(16, 0));
        assertForged(bytes -> bytes.putInt(16, -1));
        assertForged(bytes -> bytes.putInt(16, Integer.MAX_VALUE));
        assertForged(bytes -> bytes.putInt(16, 4097));
        assertForged(bytes -> bytes.put(20, (byte) '/'));
        assertForged(bytes -> bytes.put(20, (byte) 0));
        assertForged(bytes -> bytes.put(20, (byte) 'z'));
        assertForged(bytes -> bytes.put(20, (byte) 0xff));
        assertForged(bytes -> bytes.put(20, (byte) '.').put(21, (byte) '.').put(22, (byte) '/'));
        assertForged(bytes -> bytes.put(32, (byte) 8));
        assertForged(bytes -> bytes.put(32, (byte) 0xff));
        assertForged(bytes -> bytes.put(40, (byte) 0x80));
    }

    @Test
    void lengthsAreCheckedBeforeAnythingIsAllocated() throws IOException {
        byte[] bytes = written(TABLE);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(12, Integer.MAX_VALUE);
        assertEquals(ErrorCode.DX_FORMAT_CORRUPT, refused(bytes, TABLE.root()));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(12, FileTableFormat.MAX_CANONICAL);
        assertEquals(ErrorCode.DX_FORMAT_TRUNCATED, refused(bytes, TABLE.root()));
    }

    private void assertForged(Consumer<ByteBuffer> forgery) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(written(TABLE)).order(ByteOrder.LITTLE_ENDIAN);
        forgery.accept(bytes);
        byte[] forged = bytes.array();
        int end = forged.length - ContentRoot.LENGTH - 4;
        byte[] root = Blake3.hash(forged, 16, end - 16);
        bytes.put(end, root).putInt(forged.length - 4, checksum(forged));
        assertEquals(ErrorCode.DX_FORMAT_CORRUPT, refused(forged, ContentRoot.of(root)));
    }

    private static int checksum(byte[] file) {
        CRC32C crc = new CRC32C();
        crc.update(file, 0, file.length - 4);
        return (int) crc.getValue();
    }

    private ErrorCode refused(byte[] bytes, ContentRoot root) {
        DxException refusal = assertThrows(DxException.class, () -> read(bytes, root));
        assertTrue(
                Set.of(ErrorCode.DX_FORMAT_CORRUPT, ErrorCode.DX_FORMAT_TOO_NEW, ErrorCode.DX_FORMAT_TRUNCATED)
                        .contains(refusal.code()),
                refusal.getMessage());
        return refusal.code();
    }

    private FileTable read(byte[] bytes, ContentRoot root) throws IOException {
        return FileTable.read(Files.write(folder.resolve("table"), bytes), root);
    }

    private static byte[] written(FileTable table) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        table.write(out);
        return out.toByteArray();
    }
}
