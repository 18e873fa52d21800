package dev.dx.engine.binary;

import java.util.Arrays;

/**
 * The trees over the chunks of one message or of many. All chunks are leaves of some tree, so all of them are hashed
 * together; then all lowest parents, and so on up.
 */
final class Blake3Tree {
    private final Blake3Lanes lanes = new Blake3Lanes();
    /** The chaining values of one level of all trees, and of the next. */
    private byte[] level = new byte[16 * Blake3.LENGTH];

    private byte[] above = new byte[16 * Blake3.LENGTH];

    /** The hash of a whole message. */
    void root(byte[] bytes, int offset, int length, byte[] out) {
        reduce(bytes, new int[] {offset}, new int[] {length}, 1, 0, Blake3Block.ROOT, out);
    }

    /** The hashes of whole messages. */
    void roots(byte[] bytes, int[] offsets, int[] lengths, int count, byte[] out) {
        reduce(bytes, offsets, lengths, count, 0, Blake3Block.ROOT, out);
    }

    /** The chaining value of a subtree that is not the whole message. */
    void subtree(byte[] bytes, int offset, int length, long firstChunk, byte[] out) {
        reduce(bytes, new int[] {offset}, new int[] {length}, 1, firstChunk, 0, out);
    }

    /** The value above two chaining values; {@code out} may be the pair itself. */
    void parent(byte[] pair, boolean root, byte[] out) {
        lanes.addParent(0, root ? Blake3Block.ROOT : 0, 0);
        lanes.run(pair, out);
    }

    private void reduce(
            byte[] bytes, int[] offsets, int[] lengths, int count, long firstChunk, int rootFlag, byte[] out) {
        // How many values of the current level belong to each message.
        int[] widths = new int[count];
        int total = 0;
        for (int i = 0; i < count; i++) {
            widths[i] = Math.max(1, (int) (((long) lengths[i] + Blake3.CHUNK - 1) / Blake3.CHUNK));
            total = Math.addExact(total, widths[i]);
        }
        level = withRoom(level, total);
        above = withRoom(above, total);
        int at = 0;
        for (int i = 0; i < count; i++) {
            for (int chunk = 0; chunk < widths[i]; chunk++) {
                int start = chunk * Blake3.CHUNK;
                lanes.addChunk(
                        offsets[i] + start,
                        Math.min(Blake3.CHUNK, lengths[i] - start),
                        firstChunk + chunk,
                        widths[i] == 1 ? rootFlag : 0,
                        at);
                at += Blake3.LENGTH;
            }
        }
        lanes.run(bytes, level);
        while (total > count) {
            total = pair(widths, rootFlag);
        }
        System.arraycopy(level, 0, out, 0, count * Blake3.LENGTH);
    }

    /**
     * Goes up one level. Pairing neighbours, the odd one carried up, gives the trees whose left subtrees are complete.
     *
     * @return how many values the level has
     */
    private int pair(int[] widths, int rootFlag) {
        int at = 0;
        int target = 0;
        for (int i = 0; i < widths.length; i++) {
            int width = widths[i];
            for (int left = width; left >= 2; left -= 2) {
                lanes.addParent(at, width == 2 ? rootFlag : 0, target);
                at += 2 * Blake3.LENGTH;
                target += Blake3.LENGTH;
            }
            if ((width & 1) != 0) {
                System.arraycopy(level, at, above, target, Blake3.LENGTH);
                at += Blake3.LENGTH;
                target += Blake3.LENGTH;
            }
            widths[i] = (width + 1) / 2;
        }
        lanes.run(level, above);
        byte[] swap = level;
        level = above;
        above = swap;
        return target / Blake3.LENGTH;
    }

    private static byte[] withRoom(byte[] values, int count) {
        int length = Math.multiplyExact(count, Blake3.LENGTH);
        return values.length >= length ? values : Arrays.copyOf(values, length);
    }
}
