package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.PackageId;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.pack.FileTable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The index as one process sees it: the generation that stood when it was first asked for something, and what was learned
 * since, which {@link #save} makes the next generation of.
 *
 * <p>Everything in the index but when a package was used last can be told from the folders. So nothing here fails: without an
 * index the folders are asked, and whoever finds it missing or damaged makes it anew from them, with all packages as if they
 * had been used just now.
 */
final class StoreCatalog {
    static final String FILE_NAME = "index.dxstore";

    /** So many hours may be missing from a last use before it is worth a generation. */
    private static final int WORTH_NOTING = 24;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Path file;
    private final Path lock;
    private final StoreFolders folders;
    private final Staging staging;

    /** Whether there was nothing when this process came, so that nothing can be missing from the index it begins. */
    private volatile boolean wasEmpty;

    private @Nullable StoreIndex index;
    private boolean asked;

    private final Collection<IndexedArchive> newArchives = new ConcurrentLinkedQueue<>();
    private final Map<ContentRoot, IndexedPackage> newPackages = new ConcurrentHashMap<>();
    private final Set<ContentRoot> used = ConcurrentHashMap.newKeySet();

    StoreCatalog(Path store, StoreFolders folders, Staging staging) {
        this.file = store.resolve(FILE_NAME);
        this.lock = store.resolve("index.lock");
        this.folders = folders;
        this.staging = staging;
        this.wasEmpty = !Files.exists(folders.unpacked().folder()) && !Files.exists(folders.trust());
    }

    static int thisHour() {
        return (int) (System.currentTimeMillis() / Duration.ofHours(1).toMillis());
    }

    /** The archive with this digest, as the index has it; null if it does not say. */
    StoreIndex.@Nullable Found archive(byte[] digest) {
        StoreIndex known = index();
        try {
            return known == null ? null : known.find(digest);
        } catch (DxException damaged) {
            return null;
        }
    }

    @Nullable
    IndexedPackage find(PackageId id) {
        StoreIndex known = index();
        try {
            return known == null ? null : known.find(id);
        } catch (DxException damaged) {
            return null;
        }
    }

    /** Notes that a package was found by the index and is about to be used. */
    void used(StoreIndex.Found found) {
        if (thisHour() - found.lastUse() >= WORTH_NOTING) {
            used.add(found.root());
        }
    }

    /** Notes what the index does not know yet. */
    void learned(byte[] digest, TrustRecord record, FileTable files) {
        byte[] sha512 = Base64.getDecoder().decode(record.sha512().digests().getFirst());
        newArchives.add(new IndexedArchive(digest, sha512, record.root()));
        newPackages.put(record.root(), indexed(record.root(), record.id(), files, thisHour()));
    }

    private static IndexedPackage indexed(ContentRoot root, @Nullable PackageId id, FileTable files, int lastUse) {
        long size = 0;
        for (FileEntry entry : files.entries()) {
            size += entry.size();
        }
        return new IndexedPackage(root, id, files.entries().size(), size, lastUse);
    }

    /** Makes what was learned part of the index, if anything was. A failure leaves the index as it was, or none. */
    void save() {
        if (newArchives.isEmpty() && newPackages.isEmpty() && used.isEmpty()) {
            return;
        }
        List<IndexedArchive> archives = List.copyOf(newArchives);
        List<IndexedPackage> packages = List.copyOf(newPackages.values());
        Set<ContentRoot> touched = Set.copyOf(used);
        boolean saved = replace(before -> {
            List<IndexedPackage> allPackages = new ArrayList<>(before.packages());
            allPackages.replaceAll(each -> touched.contains(each.root()) ? each.usedAt(thisHour()) : each);
            allPackages.addAll(packages);
            List<IndexedArchive> allArchives = new ArrayList<>(before.archives());
            allArchives.addAll(archives);
            return StoreContents.of(before.generation() + 1, allPackages, allArchives);
        });
        if (saved) {
            newArchives.removeAll(archives);
            packages.forEach(each -> newPackages.remove(each.root(), each));
            used.removeAll(touched);
        }
    }

    /** Takes packages that are gone out of the index. */
    void forget(Set<ContentRoot> gone) {
        replace(before -> StoreContents.of(
                before.generation() + 1,
                before.packages().stream()
                        .filter(each -> !gone.contains(each.root()))
                        .toList(),
                before.archives()));
    }

    /** What the index says now, made from the folders if there is none. */
    StoreContents contents() throws IOException {
        StoreContents current = readCurrent();
        return current == null ? fromFolders() : current;
    }

    /** The packages that the index names, as far as it says what they are called; none where there is no index. */
    List<PackageId> names() {
        StoreContents current = readCurrent();
        return current == null
                ? List.of()
                : current.packages().stream()
                        .map(IndexedPackage::id)
                        .filter(Objects::nonNull)
                        .toList();
    }

    /** Makes the index anew if it is missing or damaged; true if it was. */
    boolean rebuildIfLost() {
        return readCurrent() == null && replace(before -> before);
    }

    private synchronized @Nullable StoreIndex index() {
        if (!asked) {
            asked = true;
            index = read();
        }
        return index;
    }

    private @Nullable StoreIndex read() {
        try {
            return StoreIndex.open(file);
        } catch (IOException none) {
            return null;
        } catch (DxException damaged) {
            if (UnpackedPackages.isOfTheFormat(damaged)) {
                return null;
            }
            throw damaged;
        }
    }

    private @Nullable StoreContents readCurrent() {
        StoreIndex current = read();
        try {
            return current == null ? null : current.contents();
        } catch (DxException damaged) {
            return null;
        }
    }

    /** Writes the next generation, made of the one that stands at that moment; false if that cannot be done now. */
    private boolean replace(UnaryOperator<StoreContents> change) {
        try (StoreLock held = StoreLock.acquire(lock, StoreLock.Kind.EXCLUSIVE, PATIENCE)) {
            if (held == null) {
                return false;
            }
            StoreContents before = readCurrent();
            if (before == null) {
                before = wasEmpty ? StoreContents.NONE : fromFolders();
            }
            wasEmpty = false;
            StoreContents next = change.apply(before);
            try (Staging.Place place = staging.open()) {
                Path written = Files.write(
                        place.path(FILE_NAME), StoreIndexFormat.encode(next), StandardOpenOption.CREATE_NEW);
                move(written, place);
            }
            synchronized (this) {
                asked = false;
                index = null;
            }
            return true;
        } catch (IOException cacheStaysAsItIs) {
            return false;
        }
    }

    /** Where a mapped file cannot be replaced, it is renamed, and there is none for a moment. */
    private void move(Path written, Staging.Place place) throws IOException {
        try {
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileSystemException mapped) {
            Files.move(file, place.path("before"), StandardCopyOption.ATOMIC_MOVE);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private StoreContents fromFolders() throws IOException {
        List<IndexedPackage> packages = new ArrayList<>();
        List<IndexedArchive> archives = new ArrayList<>();
        for (ContentRoot root : folders.roots()) {
            FileTable table = folders.unpacked().open(root);
            if (table != null) {
                packages.add(indexed(root, null, table, thisHour()));
            }
        }
        for (Path trusted : folders.trustFiles()) {
            byte[] digest = HexFormat.of().parseHex(trusted.getFileName().toString());
            String base64 = Base64.getEncoder().encodeToString(digest);
            TrustRecord record = TrustRecord.read(trusted, base64);
            FileTable table;
            try {
                table = record == null ? null : folders.unpacked().open(record.root());
            } catch (NoSuchFileException gone) {
                continue;
            }
            if (record != null && table != null) {
                byte[] sha512 =
                        Base64.getDecoder().decode(record.sha512().digests().getFirst());
                archives.add(new IndexedArchive(digest, sha512, record.root()));
                packages.add(indexed(record.root(), record.id(), table, thisHour()));
            }
        }
        return StoreContents.of(0, packages, archives);
    }
}
