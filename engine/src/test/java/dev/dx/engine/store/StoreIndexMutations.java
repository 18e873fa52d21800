package dev.dx.engine.store;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * Opens and reads damaged indexes, in a process with little memory: {@code FOLDER SEED}. Ends with 0 if every one was
 * refused with a code of its own, or with a checksum put right says nothing that its bytes do not.
 */
final class StoreIndexMutations {
    private final Path folder;
    private int files;

    private StoreIndexMutations(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        new StoreIndexMutations(Path.of(arguments[0])).all(new Random(Long.parseLong(arguments[1])));
    }

    private void all(Random random) throws IOException {
        byte[] whole = StoreIndexFormat.encode(IndexedStores.small());
        for (int at = 0; at < whole.length; at++) {
            for (int bits : new int[] {1 << random.nextInt(8), 0xff}) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) bits;
                mustRefuse(flipped, "bits " + bits + " of byte " + at);
                mayBeRead(sealed(flipped));
            }
        }
        for (int length = 0; length < whole.length; length++) {
            mustRefuse(Arrays.copyOf(whole, length), "the first " + length);
            if (length > 4) {
                mayBeRead(sealed(Arrays.copyOf(whole, length)));
            }
        }
        long[] extremes = {0, 1, 2, 0xff, 0x100, 1 << 21, 1 << 22, 1 << 28, Integer.MAX_VALUE, 0xffff_ffffL, -1};
        for (int at = 12; at < whole.length - 4; at++) {
            byte[] damaged = whole.clone();
            ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putInt(at, (int)
                    extremes[random.nextInt(extremes.length)]);
            mayBeRead(sealed(damaged));
        }
        for (int i = 0; i < 1000; i++) {
            byte[] damaged = whole.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            mayBeRead(sealed(damaged));
        }
    }

    private static byte[] sealed(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 4, (int) crc.getValue());
        return bytes;
    }

    private void mustRefuse(byte[] bytes, String what) throws IOException {
        if (read(bytes)) {
            throw new AssertionError(what + " was not noticed");
        }
    }

    private void mayBeRead(byte[] bytes) throws IOException {
        read(bytes);
    }

    /** Whether it opens and all of it can be asked for; anything but a code of the format's ends the process. */
    private boolean read(byte[] bytes) throws IOException {
        // A new name each time: the last one is mapped still.
        Path file = Files.write(folder.resolve("mutated-" + files++), bytes);
        boolean opened = false;
        try {
            StoreIndex index = StoreIndex.open(file);
            for (IndexedPackage each : IndexedStores.small().packages()) {
                index.find(each.root());
                if (each.id() != null) {
                    index.find(each.id());
                }
            }
            for (IndexedArchive archive : IndexedStores.small().archives()) {
                index.find(archive.digest());
            }
            StoreIndexDump.lines(file);
            opened = true;
        } catch (DxException refused) {
            if (!UnpackedPackages.isOfTheFormat(refused)) {
                throw refused;
            }
        } finally {
            Files.delete(file);
        }
        return opened;
    }
}
