package dev.dx.engine.binary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Blake3Test {
    private static final int[] OFFICIAL_LENGTHS = {
        0, 1, 2, 3, 4, 5, 6, 7, 8, 63, 64, 65, 127, 128, 129, 1023, 1024, 1025, 2048, 2049, 3072, 3073, 4096, 4097,
        5120, 5121, 6144, 6145, 7168, 7169, 8192, 8193, 16384, 31744, 102400
    };

    @ParameterizedTest
    @CsvSource({
        "0, af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
        "1, 2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213",
        "1024, 42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7",
        "1025, d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444",
    })
    void hashesTheOfficialVectors(int length, String expected) {
        assertEquals(expected, HexFormat.of().formatHex(Blake3.hash(pattern(length))));
    }

    @Test
    void agreesWithAnotherImplementation() {
        for (int length : OFFICIAL_LENGTHS) {
            byte[] bytes = pattern(length);
            assertArrayEquals(reference(bytes), Blake3.hash(bytes), () -> "length " + length);
        }
        for (int length : new int[] {128 * 1024, 128 * 1024 + 1, 256 * 1024, 640 * 1024 + 77, 3_000_000}) {
            byte[] bytes = pattern(length);
            assertArrayEquals(reference(bytes), Blake3.hash(bytes), () -> "length " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void hashesTheSameHoweverTheBytesArrive(long seed) {
        Random random = new Random(seed);
        Blake3 hasher = new Blake3();
        for (int total : new int[] {0, 1, 1024, 128 * 1024, 128 * 1024 + 1, 512 * 1024, 1_000_003}) {
            byte[] bytes = new byte[total];
            random.nextBytes(bytes);
            hasher.reset();
            int most = 1 << random.nextInt(4, 20);
            for (int at = 0; at < total; ) {
                int length = Math.min(total - at, random.nextInt(most));
                hasher.update(bytes, at, length);
                at += length;
            }
            assertArrayEquals(reference(bytes), hasher.digest(), () -> "seed " + seed + ", length " + total);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7})
    void hashesManyAsEachAlone(long seed) {
        Random random = new Random(seed);
        int count = random.nextInt(1, 400);
        int[] offsets = new int[count];
        int[] lengths = new int[count];
        byte[] bytes = new byte[2_000_000];
        random.nextBytes(bytes);
        for (int i = 0; i < count; i++) {
            lengths[i] = random.nextInt(1 << random.nextInt(1, 17));
            offsets[i] = random.nextInt(bytes.length - lengths[i]);
        }
        byte[] hashes = Blake3.hashAll(bytes, offsets, lengths, count);
        for (int i = 0; i < count; i++) {
            byte[] slice = Arrays.copyOfRange(bytes, offsets[i], offsets[i] + lengths[i]);
            byte[] hash = Arrays.copyOfRange(hashes, i * Blake3.LENGTH, (i + 1) * Blake3.LENGTH);
            int which = i;
            assertArrayEquals(reference(slice), hash, () -> "seed " + seed + ", slice " + which);
        }
    }

    @Test
    void goesOnAfterADigest() {
        byte[] bytes = pattern(300_000);
        Blake3 hasher = new Blake3().update(bytes, 0, 140_000);
        assertArrayEquals(reference(Arrays.copyOf(bytes, 140_000)), hasher.digest());
        assertArrayEquals(
                reference(bytes), hasher.update(bytes, 140_000, 160_000).digest());
    }

    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i % 251);
        }
        return bytes;
    }

    private static byte[] reference(byte[] bytes) {
        return org.apache.commons.codec.digest.Blake3.hash(bytes);
    }
}
