package dev.dx.engine.npm.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Byte slices, each kept once, numbered in the order they came. Consecutive versions of a package mostly repeat each other,
 * so this is what makes a packument small.
 */
final class SliceTable {
    /** Slices are hostile input and can be made to collide; beyond so many tries one is kept twice instead. */
    private static final int MOST_PROBES = 16;

    private static final long MIX = 0x9e3779b97f4a7c15L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[1 << 12];
    private int length;
    private int[] starts = new int[64];
    private int count;
    private int[] slots = new int[256];

    /** The number of the slice that holds these bytes. */
    int add(byte[] source, int start, int end) {
        int hash = hash(source, start, end);
        int mask = slots.length - 1;
        int slot = hash & mask;
        for (int probe = 0; probe < MOST_PROBES; probe++) {
            int known = slots[slot] - 1;
            if (known < 0) {
                slots[slot] = append(source, start, end) + 1;
                if (count * 2 > slots.length) {
                    grow();
                }
                return count - 1;
            }
            if (Arrays.equals(bytes, starts[known], end(known), source, start, end)) {
                return known;
            }
            slot = (slot + 1) & mask;
        }
        return append(source, start, end);
    }

    int count() {
        return count;
    }

    /** About what the table takes in memory. */
    int size() {
        return length + 4 * Integer.BYTES * count;
    }

    void writeTo(CompactWriter out) {
        out.number(count);
        for (int i = 0; i < count; i++) {
            out.bytes(bytes, starts[i], end(i));
        }
    }

    private int end(int slice) {
        return slice + 1 < count ? starts[slice + 1] : length;
    }

    /** Eight bytes at a time. */
    private static int hash(byte[] source, int start, int end) {
        long hash = start - (long) end;
        int i = start;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(source, i)) * MIX;
            hash ^= hash >>> 32;
        }
        for (; i < end; i++) {
            hash = (hash ^ source[i]) * MIX;
        }
        return (int) (hash ^ (hash >>> 29));
    }

    private int append(byte[] source, int start, int end) {
        if (bytes.length - length < end - start) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + end - start));
        }
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
        }
        System.arraycopy(source, start, bytes, length, end - start);
        starts[count] = length;
        length += end - start;
        return count++;
    }

    private void grow() {
        int[] bigger = new int[slots.length * 2];
        int mask = bigger.length - 1;
        for (int i = 0; i < count; i++) {
            int hash = hash(bytes, starts[i], end(i));
            int slot = hash & mask;
            int probe = 0;
            while (bigger[slot] != 0 && probe++ < MOST_PROBES) {
                slot = (slot + 1) & mask;
            }
            if (bigger[slot] == 0) {
                bigger[slot] = i + 1;
            }
        }
        slots = bigger;
    }
}
