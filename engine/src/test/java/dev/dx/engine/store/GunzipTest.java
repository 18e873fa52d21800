package dev.dx.engine.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
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

    @ParameterizedTest
    @ValueSource(ints = {1_500_000, 3_000_000, 5_000_000})
    void inflatesWhatIsLongerThanMost(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        assertArrayEquals(bytes, gunzip(TarBuilder.gzip(bytes), 1 << 16));
        assertArrayEquals(new byte[12 * length], gunzip(TarBuilder.gzip(new byte[12 * length]), 1 << 16));
    }

    @Test
    void inflatesPieceByPieceWhatThereIsNoMemoryFor() {
        List<SpareMemory> taken = new ArrayList<>();
        try {
            for (SpareMemory one = SpareMemory.of(1 << 20); one != null; one = SpareMemory.of(1 << 20)) {
                taken.add(one);
            }
            byte[] bytes = new byte[5_000_000];
            new Random(9).nextBytes(bytes);
            assertArrayEquals(bytes, gunzip(TarBuilder.gzip(bytes), 1 << 16));
        } finally {
            taken.forEach(SpareMemory::close);
        }
        SpareMemory again = SpareMemory.of(1 << 20);
        assertTrue(again != null, "what was given back is there again");
        again.close();
    }

    @Test
    void noticesEveryCut() {
        byte[] archive = TarBuilder.gzip(ONE);
        for (int length = 0; length < archive.length; length++) {
            assertCorrupt(Arrays.copyOf(archive, length));
        }
    }

    @Test
    void judgesDamageAlikeHoweverItInflates() {
        Random random = new Random(5);
        byte[] bytes = new byte[5_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(8);
        }
        byte[] archive = join(TarBuilder.gzip(bytes), TarBuilder.gzip(ONE));
        int refused = 0;
        for (int round = 0; round < 1_000; round++) {
            byte[] damaged = archive.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                gunzip(damaged, 1 << 16);
            } catch (DxException said) {
                refused++;
            }
        }
        assertTrue(refused > 900, refused + " of 1,000 are refused");
    }

    @Test
    void noticesAWrongChecksumAndAWrongLength() {
        byte[] archive = TarBuilder.gzip(ONE);
        for (int fromEnd = 1; fromEnd <= 8; fromEnd++) {
            byte[] damaged = archive.clone();
            damaged[damaged.length - fromEnd] ^= 1;
            assertCorrupt(damaged);
            damaged[damaged.length - fromEnd] = 0x7f;
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

    /**
     * With the system's library, where there is one, and without it; what comes of either has to be the same.
     *
     * @param buffer how many bytes come in and go out at once
     */
    private static byte[] gunzip(byte[] archive, int buffer) {
        byte[] alone = {};
        DxException refusal = null;
        try {
            alone = gunzip(archive, buffer, null);
        } catch (DxException refused) {
            refusal = refused;
        }
        try (WholeInflation quick = WholeInflation.ofThisSystem()) {
            if (quick == null && refusal != null) {
                throw refusal;
            }
            if (refusal != null) {
                DxException other = assertThrows(DxException.class, () -> gunzip(archive, buffer, quick));
                assertEquals(refusal.getMessage(), other.getMessage());
                throw other;
            }
            assertArrayEquals(alone, gunzip(archive, buffer, quick));
            // Once more, since what it leaves behind is used again.
            assertArrayEquals(alone, gunzip(archive, buffer, quick));
            return alone;
        }
    }

    private static byte[] gunzip(byte[] archive, int buffer, @Nullable WholeInflation quick) {
        ArchiveLimits limits = ArchiveLimits.PACKAGE;
        ArchiveSource source =
                new ArchiveSource("test", null, new ByteArrayInputStream(archive), limits, new byte[buffer]);
        Inflater inflater = new Inflater(true);
        try {
            Gunzip gunzip = new Gunzip("test", source, limits, inflater, quick);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] some = new byte[buffer];
            for (int read = gunzip.read(some, 0, buffer); read >= 0; read = gunzip.read(some, 0, buffer)) {
                out.write(some, 0, read);
            }
            source.drain();
            assertEquals(sha512(archive), source.sha512());
            return out.toByteArray();
        } finally {
            inflater.end();
            if (quick != null) {
                quick.release();
            }
        }
    }

    private static Integrity sha512(byte[] bytes) {
        try {
            return Integrity.of(
                    Integrity.Algorithm.SHA512,
                    MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
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
