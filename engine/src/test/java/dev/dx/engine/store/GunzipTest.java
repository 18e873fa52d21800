package dev.dx.engine.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GunzipTest {
    private static final byte[] ONE = "one".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TWO = "two".getBytes(StandardCharsets.UTF_8);

    @Test
    void inflatesMembersOneAfterTheOther() {
        assertEquals("onetwo", text(gunzip(join(TarBuilder.gzip(ONE), TarBuilder.gzip(TWO)), 1 << 16)));
        assertEquals("onetwo", text(gunzip(join(TarBuilder.gzip(ONE), TarBuilder.gzip(TWO)), 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0\0\0\0", "\n", "trailing", "\u001f", "\u001fx"})
    void ignoresWhatFollowsTheLastMember(String garbage) {
        byte[] archive = join(TarBuilder.gzip(ONE), garbage.getBytes(StandardCharsets.ISO_8859_1));
        assertEquals("one", text(gunzip(archive, 1 << 16)));
    }

    @Test
    void takesWhatIsNoGzipFileAsItIs() {
        assertEquals("plain text", text(gunzip("plain text".getBytes(StandardCharsets.UTF_8), 4)));
    }

    @Test
    void skipsEveryOptionalFieldOfTheHeader() {
        byte[] plain = TarBuilder.gzip(ONE);
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        archive.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 0});
        archive.writeBytes(new byte[] {3, 0, 'a', 'b', 'c'});
        archive.writeBytes("name\0".getBytes(StandardCharsets.UTF_8));
        archive.writeBytes("comment\0".getBytes(StandardCharsets.UTF_8));
        archive.writeBytes(new byte[] {0, 0});
        archive.write(plain, 10, plain.length - 10);
        assertEquals("one", text(gunzip(archive.toByteArray(), 3)));
    }

    @Test
    void inflatesMuchInPiecesOfAnySize() {
        Random random = new Random(3);
        byte[] bytes = new byte[300_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(i % 1000 < 500 ? 4 : 256);
        }
        for (int buffer : new int[] {1, 7, 512, 1 << 16, 1 << 20}) {
            assertArrayEquals(bytes, gunzip(TarBuilder.gzip(bytes), buffer));
        }
    }

    @Test
    void noticesEveryCut() {
        byte[] archive = TarBuilder.gzip(ONE);
        for (int length = 0; length < archive.length; length++) {
            assertCorrupt(Arrays.copyOf(archive, length));
        }
    }

    @Test
    void noticesAWrongChecksumAndAWrongLength() {
        byte[] archive = TarBuilder.gzip(ONE);
        for (int fromEnd = 1; fromEnd <= 8; fromEnd++) {
            byte[] damaged = archive.clone();
            damaged[damaged.length - fromEnd] ^= 1;
            assertCorrupt(damaged);
        }
    }

    @Test
    void refusesMethodsAndFlagsNobodyKnows() {
        byte[] method = TarBuilder.gzip(ONE);
        method[2] = 7;
        assertCorrupt(method);
        byte[] flags = TarBuilder.gzip(ONE);
        flags[3] = 0x20;
        assertCorrupt(flags);
        assertCorrupt(new byte[] {0x1f, 0x20, 8, 0});
    }

    private static void assertCorrupt(byte[] archive) {
        DxException refusal = assertThrows(DxException.class, () -> gunzip(archive, 1 << 16));
        assertEquals(ErrorCode.DX_ARCHIVE_CORRUPT, refusal.code());
    }

    /** @param buffer how many bytes come in and go out at once */
    private static byte[] gunzip(byte[] archive, int buffer) {
        ArchiveLimits limits = ArchiveLimits.PACKAGE;
        ArchiveSource source =
                new ArchiveSource("test", null, new ByteArrayInputStream(archive), limits, new byte[buffer]);
        Inflater inflater = new Inflater(true);
        try {
            Gunzip gunzip = new Gunzip("test", source, limits, inflater);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] some = new byte[buffer];
            for (int read = gunzip.read(some, 0, buffer); read >= 0; read = gunzip.read(some, 0, buffer)) {
                out.write(some, 0, read);
            }
            return out.toByteArray();
        } finally {
            inflater.end();
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
