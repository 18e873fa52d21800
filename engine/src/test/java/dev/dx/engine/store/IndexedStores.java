package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.PackageId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What indexes hold, made up by a test. */
final class IndexedStores {
    private IndexedStores() {}

    /** Some packages: one without a name, two of one name, one whose archive is known by a weak digest too. */
    static StoreContents small() {
        List<IndexedPackage> packages = new ArrayList<>();
        List<IndexedArchive> archives = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            PackageId id =
                    i == 0 ? null : new PackageId(i == 1 ? "@sçope/nåme" : "left-pad", i == 4 ? "1.3.0" : "1." + i);
            packages.add(new IndexedPackage(root(i), id, i, 1000L * i, 500_000 + i));
            archives.add(new IndexedArchive(digest(64, i), digest(64, i), root(i)));
        }
        packages.add(new IndexedPackage(root(7), new PackageId("left-pad", "1.3.0"), 9, 1L << 40, 400_000));
        archives.add(new IndexedArchive(digest(20, 3), digest(64, 3), root(3)));
        return StoreContents.of(3, packages, archives);
    }

    static StoreContents many(int count, long seed) {
        Random random = new Random(seed);
        List<IndexedPackage> packages = new ArrayList<>();
        List<IndexedArchive> archives = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] root = new byte[ContentRoot.LENGTH];
            byte[] digest = new byte[64];
            random.nextBytes(root);
            random.nextBytes(digest);
            // Neighbours in the table, and at its end.
            if (i % 3 == 0) {
                Arrays.fill(root, 0, 4, (byte) 0xff);
                Arrays.fill(digest, 0, 4, (byte) 0xff);
            }
            packages.add(new IndexedPackage(
                    ContentRoot.of(root), new PackageId("p" + i, "1.0." + i), i, i, random.nextInt(1 << 20)));
            archives.add(new IndexedArchive(digest, digest, ContentRoot.of(root)));
        }
        return StoreContents.of(1, packages, archives);
    }

    static ContentRoot root(int number) {
        byte[] bytes = new byte[ContentRoot.LENGTH];
        new Random(number).nextBytes(bytes);
        return ContentRoot.of(bytes);
    }

    static byte[] digest(int length, int number) {
        byte[] bytes = new byte[length];
        new Random(100L * length + number).nextBytes(bytes);
        return bytes;
    }
}
