package dev.dx.engine.store;

import dev.dx.engine.ContentHash;
import dev.dx.engine.ContentRoot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Which packages something is made of: their roots in the order of their bytes, none twice, one behind the other. Whether two of
 * a thousand are the same is seen without looking at one root after the other. In a file of its own a CRC-32C of all of it
 * follows, little-endian.
 */
public final class PackageRoots {
    public static final PackageRoots NONE = new PackageRoots(new byte[0]);
    private static final int CHECKSUM = 4;
    private static final long MAX_LENGTH = (long) ProjectEntry.MAX_PACKAGES * ContentRoot.LENGTH + CHECKSUM;

    private final byte[] sorted;

    private PackageRoots(byte[] sorted) {
        this.sorted = sorted;
    }

    public static PackageRoots of(Collection<ContentRoot> roots) {
        Set<ContentRoot> inOrder = new TreeSet<>(roots);
        ByteBuffer sorted = ByteBuffer.allocate(inOrder.size() * ContentRoot.LENGTH);
        inOrder.forEach(root -> sorted.put(root.bytes()));
        return new PackageRoots(sorted.array());
    }

    /** Null where these bytes are no roots, or not in their order. */
    static @Nullable PackageRoots ofBytes(byte[] sorted) {
        return sorted.length % ContentRoot.LENGTH == 0 && isInOrder(sorted) ? new PackageRoots(sorted) : null;
    }

    private static boolean isInOrder(byte[] sorted) {
        ByteBuffer bytes = ByteBuffer.wrap(sorted);
        for (int at = ContentRoot.LENGTH; at < sorted.length; at += ContentRoot.LENGTH) {
            // Hardly ever do the first bytes not tell.
            int order = Long.compareUnsigned(bytes.getLong(at - ContentRoot.LENGTH), bytes.getLong(at));
            if (order > 0 || (order == 0 && compare(sorted, at - ContentRoot.LENGTH, at) >= 0)) {
                return false;
            }
        }
        return true;
    }

    private static int compare(byte[] sorted, int one, int other) {
        return Arrays.compareUnsigned(sorted, one, one + ContentRoot.LENGTH, sorted, other, other + ContentRoot.LENGTH);
    }

    /** Null where the file is not there, or holds something else. */
    public static @Nullable PackageRoots read(Path file) {
        try {
            if (Files.size(file) > MAX_LENGTH) {
                return null;
            }
            byte[] bytes = Files.readAllBytes(file);
            int length = bytes.length - CHECKSUM;
            if (length < 0
                    || ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(length)
                            != checksum(bytes, length)) {
                return null;
            }
            return ofBytes(Arrays.copyOf(bytes, length));
        } catch (IOException none) {
            return null;
        }
    }

    public void write(Path file) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(sorted.length + CHECKSUM).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(
                file, out.put(sorted).putInt(checksum(sorted, sorted.length)).array());
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    public int size() {
        return sorted.length / ContentRoot.LENGTH;
    }

    public boolean isEmpty() {
        return sorted.length == 0;
    }

    public Set<ContentRoot> asSet() {
        Set<ContentRoot> roots = HashSet.newHashSet(size());
        for (int at = 0; at < sorted.length; at += ContentRoot.LENGTH) {
            roots.add(new ContentRoot(ContentHash.at(sorted, at)));
        }
        return roots;
    }

    /** All of both. */
    public PackageRoots and(PackageRoots others) {
        if (others.isEmpty() || equals(others)) {
            return this;
        }
        Set<ContentRoot> all = asSet();
        return all.addAll(others.asSet()) ? of(all) : this;
    }

    void putInto(ByteBuffer out) {
        out.put(sorted);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PackageRoots that && Arrays.equals(sorted, that.sorted);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sorted);
    }

    @Override
    public String toString() {
        return size() + " roots";
    }
}
