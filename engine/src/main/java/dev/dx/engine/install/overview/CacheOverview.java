package dev.dx.engine.install.overview;

import dev.dx.engine.DxHome;
import dev.dx.engine.cache.BloomFilter;
import dev.dx.engine.npm.registry.PackumentCache;
import dev.dx.engine.store.StoreKeeper.Mode;
import java.util.Collection;

/**
 * What the cache holds now.
 *
 * @param documents of registries about packages
 * @param bytes of everything that can be deleted at any time
 * @param filterFill the share of its bits that a filter of these documents sets
 * @param filterErrors the share of absent documents that such a filter is expected to take for present
 */
public record CacheOverview(int documents, long bytes, double filterFill, double filterErrors) {
    public static CacheOverview of(DxHome home) {
        Collection<String> names = new PackumentCache(home.packuments()).names();
        BloomFilter filter = BloomFilter.of(names);
        return new CacheOverview(names.size(), CacheRemoval.run(home, Mode.PREVIEW), filter.fill(), filter.errors());
    }
}
