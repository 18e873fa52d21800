package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.PackageId;
import org.jspecify.annotations.Nullable;

/**
 * What the index knows of a package.
 *
 * @param id what it was called when it came; null where nobody said
 * @param files how many it has
 * @param size of its files together
 * @param lastUse hours since 1970 began
 */
record IndexedPackage(ContentRoot root, @Nullable PackageId id, int files, long size, int lastUse) {
    IndexedPackage {
        id = StoreIndexFormat.fitting(id);
    }

    IndexedPackage usedAt(int hour) {
        return hour <= lastUse ? this : new IndexedPackage(root, id, files, size, hour);
    }
}
