package dev.dx.engine.pack;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Opens and reads damaged packs, in a process with little memory: {@code FOLDER SEED}. Ends with 0 if every one was refused
 * with a code of its own, or was the package it is taken for.
 */
final class PackMutations {
    /** Where the header has numbers, and how long each is. */
    private static final int[][] NUMBERS = {
        {8, 8}, {16, 4}, {20, 4}, {24, 4}, {28, 4}, {32, 1}, {33, 1}, {34, 2}, {36, 2}, {38, 2}, {40, 4}, {44, 4}
    };

    private static final long[] EXTREMES = {
        0,
        1,
        2,
        3,
        0x7f,
        0x80,
        0xff,
        0x100,
        0xffff,
        0x1_0000,
        1 << 20,
        (1 << 20) + 1,
        1 << 24,
        1 << 27,
        (1 << 27) + 1,
        0x7fff_ffffL,
        0x8000_0000L,
        0xffff_ffffL,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1
    };

    private final Path folder;
    private final FileTable table;
    private int tried;

    private PackMutations(Path folder, FileTable table) {
        this.folder = folder;
        this.table = table;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Random random = new Random(Long.parseLong(arguments[1]));
        PackedFiles files = PackedFiles.small();
        int tried = 0;
        for (PackSettings settings : List.of(
                PackSettings.stored(),
                PackSettings.lz4Alone(12),
                PackSettings.archival(),
                PackSettings.external(),
                new PackSettings(BlockCodec.ZSTD, 19, PackSettings.NEVER, 50, null))) {
            byte[] whole = Files.readAllBytes(files.write(folder.resolve("whole.dxp"), settings));
            PackMutations mutations = new PackMutations(folder, files.table());
            mutations.all(whole, random);
            tried += mutations.tried;
        }
        System.out.println(tried + " damaged packs");
    }

    private void all(byte[] whole, Random random) throws IOException {
        for (int at = 0; at < whole.length; at++) {
            for (int bits : new int[] {1 << random.nextInt(8), 0xff}) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) bits;
                mustRefuse(flipped, "bits " + bits + " of byte " + at);
                mayBeRead(PackTest.sealed(flipped), "sealed, bits " + bits + " of byte " + at);
            }
        }
        for (int length = 0; length < whole.length; length++) {
            mustRefuse(Arrays.copyOf(whole, length), "the first " + length);
            if (length > 16) {
                mayBeRead(PackTest.sealed(Arrays.copyOf(whole, length)), "sealed, the first " + length);
            }
        }
        mustRefuse(Arrays.copyOf(whole, whole.length + 1), "one more");
        for (int[] number : NUMBERS) {
            for (long value : EXTREMES) {
                mayBeRead(PackTest.sealed(with(whole, number, value)), "a " + value + " at " + number[0]);
            }
        }
        for (int i = 0; i < 1000; i++) {
            byte[] damaged = whole.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                if (random.nextBoolean()) {
                    damaged = with(
                            damaged, NUMBERS[random.nextInt(NUMBERS.length)], random.nextLong() >> random.nextInt(64));
                } else {
                    // Also where index and data are.
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                }
            }
            mayBeRead(PackTest.sealed(damaged), "random damage " + i);
        }
    }

    private static byte[] with(byte[] whole, int[] number, long value) {
        byte[] changed = whole.clone();
        byte[] written = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        System.arraycopy(written, 0, changed, number[0], number[1]);
        return changed;
    }

    private void mustRefuse(byte[] bytes, String what) throws IOException {
        Path file = written(bytes);
        if (read(file)) {
            throw new AssertionError(what + " was not noticed");
        }
        Files.delete(file);
    }

    /** A new file each time: one that is truncated and written again is flushed to the disk by some file systems. */
    private Path written(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("mutated-" + ++tried + ".dxp"), bytes);
    }

    /** What has the right checksum is refused, or is what it says and nothing else. */
    private void mayBeRead(byte[] bytes, String what) throws IOException {
        Path file = written(bytes);
        if (read(file)) {
            mustBeWhatItSays(file, what);
        }
        Files.delete(file);
    }

    private void mustBeWhatItSays(Path file, String what) {
        try (Pack pack = Pack.open(file);
                PackReader reader = pack.reader()) {
            for (FileEntry entry : pack.files().entries()) {
                if (pack.find(entry.path()) < 0) {
                    throw new AssertionError(what + ": a file that is there is not found");
                }
                if (!pack.isExternal()) {
                    reader.readAll(pack.find(entry.path()));
                }
            }
            if (pack.root().equals(table.root()) && !pack.files().equals(table)) {
                throw new AssertionError(what + ": other files under the same root");
            }
        }
    }

    /** Whether it opens and verifies; anything but a code of the format's ends the process. */
    private static boolean read(Path file) {
        try (Pack pack = Pack.open(file);
                PackReader reader = pack.reader()) {
            reader.verify();
            PackDump.lines(pack);
            return true;
        } catch (DxException refused) {
            return switch (refused.code()) {
                case DX_FORMAT_CORRUPT, DX_FORMAT_TOO_NEW, DX_FORMAT_TRUNCATED -> false;
                default -> throw refused;
            };
        }
    }
}
