package dev.dx.engine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustRecordTest {
    private static final byte[] DIGEST = IndexedStores.digest(64, 1);
    private static final String BASE64 = Base64.getEncoder().encodeToString(DIGEST);
    private static final TrustRecord RECORD = new TrustRecord(
            IndexedStores.root(1),
            Integrity.of(Integrity.Algorithm.SHA512, DIGEST),
            new PackageId("@scope/n\u00e4me", "1.0.0"));

    @TempDir
    Path folder;

    @Test
    void readsWhatItWrote() throws IOException {
        assertEquals(RECORD, read(RECORD.encode(BASE64)));
        TrustRecord nameless = new TrustRecord(RECORD.root(), RECORD.sha512(), null);
        assertEquals(nameless, read(nameless.encode(BASE64)));
    }

    /** As the first version wrote them: no name between the digests and the checksum. */
    @Test
    void readsRecordsOfTheFirstVersion() throws IOException {
        byte[] first = Arrays.copyOf(RECORD.encode(BASE64), 108);
        first[4] = 1;
        TrustRecord read = read(sealed(first));
        assertNotNull(read);
        assertEquals(RECORD.root(), read.root());
        assertNull(read.id());
    }

    @Test
    void whateverIsDamagedIsNoRecord() throws IOException {
        byte[] whole = RECORD.encode(BASE64);
        Random random = new Random(20260501);
        for (int at = 0; at < whole.length; at++) {
            assertNull(read(Arrays.copyOf(whole, at)));
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            assertNull(read(flipped), "byte " + at);
        }
        assertNull(read(Arrays.copyOf(whole, whole.length + 1)));
        assertNull(read(new byte[20_000]));
        for (int i = 0; i < 500; i++) {
            byte[] lengths = whole.clone();
            ByteBuffer.wrap(lengths).order(ByteOrder.LITTLE_ENDIAN).putShort(104, (short) random.nextInt());
            TrustRecord read = read(sealed(lengths));
            assertTrue(read == null || read.root().equals(RECORD.root()));
        }
        byte[] newer = whole.clone();
        newer[4] = 4;
        assertNull(read(sealed(newer)));
    }

    @Test
    void saysWhoLookedAtTheArchive() throws IOException {
        TrustRecord attested = new TrustRecord(RECORD.root(), RECORD.sha512(), RECORD.id(), TrustRecord.Basis.ATTESTED);
        assertEquals(attested, read(attested.encode(BASE64)));
        assertEquals(TrustRecord.Basis.VERIFIED, RECORD.basis());
        assertEquals(RECORD, read(RECORD.encode(BASE64)));
    }

    @Test
    void isShownAsText() throws IOException {
        Path file = Files.write(folder.resolve(HexFormat.of().formatHex(DIGEST)), RECORD.encode(BASE64));
        assertTrue(TrustRecordDump.lines(file).contains("root        " + RECORD.root()));
        Path copied = Files.copy(file, folder.resolve("elsewhere"));
        assertEquals(
                ErrorCode.DX_FORMAT_CORRUPT,
                assertThrows(DxException.class, () -> TrustRecordDump.lines(copied))
                        .code());
    }

    private @Nullable TrustRecord read(byte[] bytes) throws IOException {
        return TrustRecord.read(Files.write(folder.resolve("record"), bytes), BASE64);
    }

    private static byte[] sealed(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        crc.update(DIGEST);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 4, (int) crc.getValue());
        return bytes;
    }
}
