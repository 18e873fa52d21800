package dev.dx.engine.store;

import dev.dx.engine.ContentHash;
import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.PackageId;
import dev.dx.engine.pack.FileTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks after a store: what is in it, whether it is whole, what of it nobody needs. For any number of threads. Interrupting the
 * calling thread cancels; what was put right until then stays so.
 */
public final class StoreKeeper {
    /** What nobody used for so long goes. */
    public static final Duration USUAL_TIME = Duration.ofDays(30);

    /** As long as whoever wants to remove something waits for those who use the store. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Store store;
    private final StoreFolders folders;
    private final Duration patience;

    /** Whether something is done, or only said. */
    public enum Mode {
        DO,
        PREVIEW
    }

    /**
     * A package in the store.
     *
     * @param id what it was called when it came; null where nobody said
     * @param unpacked whether it stands as files
     * @param packed whether it is there as a pack
     */
    public record Held(
            ContentRoot root,
            @Nullable PackageId id,
            int files,
            long size,
            Instant lastUse,
            boolean unpacked,
            boolean packed) {}

    /**
     * A project that uses the store.
     *
     * @param layouts what its node_modules links to, and what trees of it link to that were put aside
     */
    public record Project(String path, ProjectState state, Instant installed, int packages, Set<ContentHash> layouts) {
        public Project {
            layouts = Set.copyOf(layouts);
        }

        /** Whether it can be reached. */
        public boolean present() {
            return state == ProjectState.PRESENT;
        }

        /** Whether it is gone, and was not installed since then: so it needs nothing any more. */
        public boolean isGoneSince(Instant moment) {
            return state == ProjectState.GONE && installed.isBefore(moment);
        }
    }

    /**
     * How whole a store is.
     *
     * @param packages and packs that were read
     * @param findings what was not as it should be
     * @param restored how many broken packages were put right from packs
     * @param removed how many broken things were put into quarantine
     */
    public record Condition(int packages, int packs, List<StoreFinding> findings, int restored, int removed) {
        public Condition {
            findings = List.copyOf(findings);
        }

        /** Whether nothing was found that an install could stumble over. */
        public boolean isWhole() {
            return findings.stream().allMatch(finding -> finding.kind() == StoreFinding.Kind.LEFTOVER);
        }
    }

    private StoreKeeper(Store store, Duration patience) {
        this.store = store;
        this.folders = store.folders();
        this.patience = patience;
    }

    /** @param folder {@link dev.dx.engine.DxHome#store()} */
    public static StoreKeeper open(Path folder) {
        return open(folder, PATIENCE);
    }

    static StoreKeeper open(Path folder, Duration patience) {
        return new StoreKeeper(Store.open(folder), patience);
    }

    public Path path() {
        return folders.store();
    }

    /** Every package, by name and version, those without a name last. */
    public List<Held> list() {
        return about(() -> {
            Map<ContentRoot, IndexedPackage> indexed = new HashMap<>();
            store.catalog().contents().packages().forEach(each -> indexed.put(each.root(), each));
            Set<ContentRoot> unpacked = new HashSet<>(folders.roots());
            Set<ContentRoot> packed = new HashSet<>(folders.packs().roots());
            Set<ContentRoot> all = new HashSet<>(unpacked);
            all.addAll(packed);
            List<Held> held = new ArrayList<>();
            for (ContentRoot root : all) {
                DxException.checkCancelled();
                held.add(held(root, indexed.get(root), unpacked.contains(root), packed.contains(root)));
            }
            held.sort((a, b) -> {
                PackageId one = a.id();
                PackageId other = b.id();
                if (one == null || other == null) {
                    return one == other ? a.root().toString().compareTo(b.root().toString()) : one == null ? 1 : -1;
                }
                return one.compareTo(other);
            });
            return held;
        });
    }

    private Held held(ContentRoot root, @Nullable IndexedPackage known, boolean unpacked, boolean packed)
            throws IOException {
        if (known != null) {
            Instant used = Instant.EPOCH.plus(Duration.ofHours(known.lastUse()));
            return new Held(root, known.id(), known.files(), known.size(), used, unpacked, packed);
        }
        FileTable table = unpacked ? folders.unpacked().open(root) : null;
        Path file =
                unpacked ? folders.unpacked().folderOf(root) : folders.packs().fileOf(root);
        Instant written = Files.exists(file) ? WritingTime.timeOf(file).toInstant() : Instant.EPOCH;
        return new Held(
                root,
                null,
                table == null ? 0 : table.entries().size(),
                table == null ? 0 : StoreStatistics.sizeOf(table),
                written,
                unpacked,
                packed);
    }

    /** The projects that use it. */
    public List<Project> projects() {
        return about(() -> store.projects().all().stream()
                .map(each -> new Project(
                        each.entry().path(),
                        each.state(),
                        each.entry().written(),
                        each.entry().packages().size(),
                        each.entry().layouts()))
                .toList());
    }

    /** The store that is looked after. */
    public Store store() {
        return store;
    }

    /** Does something while nobody uses the store. */
    public void alone(Runnable work) {
        about(() -> {
            try (StoreLock _ = alone()) {
                work.run();
                return true;
            }
        });
    }

    /** For counting what comes free. */
    public Freeing freeing() {
        return about(() -> new Freeing(new StoreStatistics.Counting(StoreStatistics.Disk.of(store.folder()))));
    }

    public StoreStatistics statistics() {
        return statistics(event -> {});
    }

    /** @param events says how many packages were counted */
    public StoreStatistics statistics(Consumer<StoreEvent> events) {
        return about(() -> StoreStatistics.of(folders, store.projects().all(), events));
    }

    /** Reads everything; what is broken goes into quarantine, so that nobody installs it and the next install fetches it. */
    public Condition verify(Mode mode, Consumer<StoreEvent> events) {
        return about(() -> {
            List<StoreFinding> findings = new StoreVerification(folders, events).run();
            int removed = mode == Mode.PREVIEW ? 0 : setAside(findings, events);
            return condition(findings, 0, removed);
        });
    }

    /**
     * Reads everything and puts right what is not as it should be: broken packages from their packs where there are any, else
     * they go, and the next install fetches them; the index from the folders; leftovers go.
     */
    public Condition repair(Mode mode, Consumer<StoreEvent> events) {
        return about(() -> {
            List<StoreFinding> findings = new StoreVerification(folders, events).run();
            if (mode == Mode.PREVIEW) {
                return condition(findings, 0, 0);
            }
            int removed = setAside(findings, events);
            int restored = 0;
            for (StoreFinding finding : findings) {
                ContentRoot root = finding.root();
                if (finding.kind() == StoreFinding.Kind.BROKEN_PACKAGE && root != null && store.restore(root)) {
                    restored++;
                    events.accept(new StoreEvent.Done(root + " restored from its pack"));
                }
            }
            if (store.catalog().rebuildIfLost()) {
                events.accept(new StoreEvent.Done("the index made anew"));
            }
            return condition(findings, restored, removed);
        });
    }

    /** Those of {@code broken} that are gone, and those that were put aside before and that a project uses. */
    public List<MissingPackage> missing(Set<ContentRoot> broken) {
        return about(() -> MissingPackage.of(folders, store.projects(), broken));
    }

    private Condition condition(List<StoreFinding> findings, int restored, int removed) throws IOException {
        return new Condition(folders.roots().size(), folders.packs().roots().size(), findings, restored, removed);
    }

    /** Takes what is broken out of the way, unless somebody has put it right meanwhile. */
    private int setAside(List<StoreFinding> findings, Consumer<StoreEvent> events) throws IOException {
        if (findings.isEmpty()) {
            return 0;
        }
        int removed = 0;
        StoreVerification again = new StoreVerification(folders, event -> {});
        try (StoreLock _ = alone()) {
            for (StoreFinding finding : findings) {
                ContentRoot root = finding.root();
                StoreFinding still = switch (finding.kind()) {
                    case BROKEN_PACKAGE -> root == null ? null : again.unpacked(root);
                    case BROKEN_PACK -> root == null ? null : packAgain(again, root);
                    case LEFTOVER ->
                        root == null
                                        || !UnpackedPackages.isFolder(
                                                folders.unpacked().folderOf(root))
                                ? finding
                                : null;
                    case BROKEN_TRUST -> finding;
                    case BROKEN_INDEX -> null;
                };
                if (still == null) {
                    continue;
                }
                switch (still.kind()) {
                    case BROKEN_PACKAGE -> {
                        Path table = still.where().resolveSibling(still.where().getFileName() + UnpackedPackages.TABLE);
                        store.quarantine().take(still.what(), still.where(), table);
                    }
                    case BROKEN_PACK, LEFTOVER -> store.quarantine().take(still.what(), still.where());
                    case BROKEN_TRUST -> Files.deleteIfExists(still.where());
                    case BROKEN_INDEX -> {}
                }
                removed++;
                events.accept(
                        new StoreEvent.Done(folders.store().relativize(still.where()) + " put aside: " + still.what()));
            }
        }
        return removed;
    }

    private static @Nullable StoreFinding packAgain(StoreVerification again, ContentRoot root) throws IOException {
        try {
            return again.pack(root);
        } catch (DxException gone) {
            if (gone.code() == ErrorCode.DX_NOT_FOUND) {
                return null;
            }
            throw gone;
        }
    }

    /**
     * Removes packages that no project uses and nobody used for so long.
     *
     * @param unusedFor usually {@link #USUAL_TIME}
     */
    public StoreRemoval collect(Duration unusedFor, Mode mode, Consumer<StoreEvent> events) {
        return collect(unusedFor, mode, freeing(), events);
    }

    /** @param freeing knows what goes besides */
    public StoreRemoval collect(Duration unusedFor, Mode mode, Freeing freeing, Consumer<StoreEvent> events) {
        return about(() -> {
            GarbageCollection collection = new GarbageCollection(
                    folders, store.projects(), store.catalog(), store.staging(), unusedFor, freeing, events);
            if (mode == Mode.PREVIEW) {
                return collection.preview();
            }
            try (StoreLock alone = alone()) {
                return collection.run(alone::release);
            }
        });
    }

    public StoreRemoval clear(Mode mode, Consumer<StoreEvent> events) {
        return clear(mode, freeing(), events);
    }

    /**
     * Removes everything but who uses the store: every package is fetched anew when it is needed next. Projects that are gone
     * use it no more.
     *
     * @param freeing knows what goes besides
     */
    public StoreRemoval clear(Mode mode, Freeing freeing, Consumer<StoreEvent> events) {
        return about(() -> {
            List<StoreRemoval.Item> items = new ArrayList<>();
            for (Held each : list()) {
                items.add(new StoreRemoval.Item(each.root(), each.id(), 0));
            }
            List<Path> parts = List.of(
                    folders.unpacked().folder(),
                    folders.packs().folder(),
                    folders.trust(),
                    folders.quarantine(),
                    folders.store().resolve(StoreCatalog.FILE_NAME));
            List<ProjectRegistry.Registered> gone = store.projects().all().stream()
                    .filter(each -> each.state() == ProjectState.GONE)
                    .toList();
            List<String> forgotten =
                    gone.stream().map(each -> each.entry().path()).toList();
            StoreRemoval removal = new StoreRemoval(items, freeing.goes(parts), List.of(), forgotten);
            if (mode == Mode.PREVIEW) {
                return removal;
            }
            try (StoreLock alone = alone();
                    Staging.Place place = store.staging().open()) {
                for (Path part : parts) {
                    if (Files.exists(part, LinkOption.NOFOLLOW_LINKS)) {
                        moveAway(part, place.path(part.getFileName().toString()));
                    }
                }
                for (ProjectRegistry.Registered each : gone) {
                    Files.deleteIfExists(each.file());
                }
                alone.release();
            }
            events.accept(new StoreEvent.Done(items.size() + " packages removed"));
            return removal;
        });
    }

    private static void moveAway(Path part, Path aside) throws IOException {
        try {
            Files.move(part, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException gone) {
            // That is what was wanted.
        }
    }

    /** Waits until nobody uses packages, and keeps others from it. */
    private StoreLock alone() throws IOException {
        StoreLock lock = StoreLock.acquire(folders.useLock(), StoreLock.Kind.EXCLUSIVE, patience);
        if (lock == null) {
            throw new DxException(
                    ErrorCode.DX_BUSY,
                    folders.store() + ": another dx uses packages of the store",
                    "Wait until it is done, or stop it, and run this again.");
        }
        return lock;
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T about(Work<T> work) {
        try {
            return work.run();
        } catch (IOException failure) {
            DxException.checkCancelled();
            throw DxException.io(folders.store().toString(), failure);
        }
    }
}
