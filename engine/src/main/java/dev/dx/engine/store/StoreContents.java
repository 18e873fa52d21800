package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.PackageId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that a generation of the index holds. Packages are sorted by root and archives by digest; every archive's package and
 * every archive's SHA-512 is among them.
 */
record StoreContents(long generation, List<IndexedPackage> packages, List<IndexedArchive> archives) {
    static final StoreContents NONE = new StoreContents(0, List.of(), List.of());

    StoreContents {
        packages = List.copyOf(packages);
        archives = List.copyOf(archives);
    }

    /** Puts what is known into order, without archives whose package is not known, and each thing once: the later one. */
    static StoreContents of(long generation, Collection<IndexedPackage> packages, Collection<IndexedArchive> archives) {
        Map<ContentRoot, IndexedPackage> byRoot = new HashMap<>();
        for (IndexedPackage each : packages) {
            byRoot.merge(each.root(), each, StoreContents::merged);
        }
        Map<ByteBuffer, IndexedArchive> byDigest = new HashMap<>();
        for (IndexedArchive archive : archives) {
            if (byRoot.containsKey(archive.root())) {
                byDigest.put(ByteBuffer.wrap(archive.digest()), archive);
            }
        }
        // An archive known by a weak digest alone: its strong one was verified with it.
        for (IndexedArchive archive : List.copyOf(byDigest.values())) {
            byDigest.putIfAbsent(
                    ByteBuffer.wrap(archive.sha512()),
                    new IndexedArchive(archive.sha512(), archive.sha512(), archive.root()));
        }
        List<IndexedPackage> sorted = new ArrayList<>(byRoot.values());
        sorted.sort(Comparator.comparing(IndexedPackage::root));
        List<IndexedArchive> digests = new ArrayList<>(byDigest.values());
        digests.sort(Comparator.comparing(IndexedArchive::digest, Arrays::compareUnsigned));
        return new StoreContents(generation, sorted, digests);
    }

    private static IndexedPackage merged(IndexedPackage old, IndexedPackage later) {
        PackageId id = later.id() == null ? old.id() : later.id();
        return new IndexedPackage(
                later.root(), id, later.files(), later.size(), Math.max(old.lastUse(), later.lastUse()));
    }

    /** Of packages with the same name and version, the one used last. */
    Map<PackageId, IndexedPackage> latest() {
        Map<PackageId, IndexedPackage> latest = new HashMap<>();
        for (IndexedPackage each : packages) {
            PackageId id = each.id();
            if (id != null) {
                latest.merge(id, each, (a, b) -> b.lastUse() > a.lastUse() ? b : a);
            }
        }
        return latest;
    }

    Set<ContentRoot> roots() {
        Set<ContentRoot> roots = new HashSet<>();
        packages.forEach(each -> roots.add(each.root()));
        return roots;
    }
}
