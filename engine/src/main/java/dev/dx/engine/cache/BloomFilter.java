package dev.dx.engine.cache;

import dev.dx.engine.binary.Checksums;
import java.nio.LongBuffer;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Knows of most keys that were never added that they were not; of a few of these, and of all that were, it says that they may
 * have been. Safe for use by many threads.
 */
public final class BloomFilter {
    private static final int HASHES = 7;
    private static final int BITS_FOR_EACH = 10;
    private static final int MOST_BITS = 1 << 27;
    private static final int LEAST_EXPECTED = 1024;

    private final AtomicLongArray words;
    private final long mask;

    /** One that is wrong about one absent key in a hundred once so many were added. */
    public BloomFilter(int expected) {
        long wanted = Math.clamp((long) expected * BITS_FOR_EACH, 64L, MOST_BITS);
        long bits = Long.highestOneBit(wanted * 2 - 1);
        this.words = new AtomicLongArray((int) (bits / Long.SIZE));
        this.mask = bits - 1;
    }

    /** One of these keys, with room for as many again. */
    public static BloomFilter of(Collection<String> keys) {
        BloomFilter filter = new BloomFilter(Math.max(LEAST_EXPECTED, 2 * keys.size()));
        keys.forEach(filter::add);
        return filter;
    }

    /** One that was made elsewhere, of {@link #words()}; their number is a power of two. */
    public BloomFilter(LongBuffer words) {
        if (Integer.bitCount(words.remaining()) != 1) {
            throw new IllegalArgumentException(words.remaining() + " words");
        }
        this.words = new AtomicLongArray(words.remaining());
        for (int i = 0; i < words.remaining(); i++) {
            this.words.set(i, words.get(words.position() + i));
        }
        this.mask = (long) words.remaining() * Long.SIZE - 1;
    }

    /** Its bits, to be taken elsewhere. */
    public LongBuffer words() {
        LongBuffer copy = LongBuffer.allocate(words.length());
        for (int i = 0; i < words.length(); i++) {
            copy.put(i, words.get(i));
        }
        return copy;
    }

    public void add(String key) {
        long hash = Checksums.xxh3(key, 0, key.length());
        for (int i = 0; i < HASHES; i++) {
            long bit = bit(hash, i);
            words.getAndUpdate((int) (bit >>> 6), word -> word | 1L << bit);
        }
    }

    public boolean mayContain(String key) {
        long hash = Checksums.xxh3(key, 0, key.length());
        for (int i = 0; i < HASHES; i++) {
            long bit = bit(hash, i);
            if ((words.get((int) (bit >>> 6)) & 1L << bit) == 0) {
                return false;
            }
        }
        return true;
    }

    /** The share of bits that are set. */
    public double fill() {
        long set = 0;
        for (int i = 0; i < words.length(); i++) {
            set += Long.bitCount(words.get(i));
        }
        return (double) set / ((double) words.length() * Long.SIZE);
    }

    /** The share of keys that were never added of which it says that they may have been. */
    public double errors() {
        return Math.pow(fill(), HASHES);
    }

    private long bit(long hash, int i) {
        return (hash + i * (Long.rotateLeft(hash, 32) | 1)) & mask;
    }
}
