package dev.dx.engine.store;

import dev.dx.engine.ContentHash;
import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.pack.FileTable;
import dev.dx.engine.pack.Pack;
import dev.dx.engine.pack.PackReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The packages of this machine, each once, as files.
 *
 * <pre>
 * packs/ab/cd/&lt;root&gt;.dxp        a package as a pack
 * unpacked/ab/cd/&lt;root&gt;/        a package's files
 * unpacked/ab/cd/&lt;root&gt;.table   what they are
 * trust/ab/cd/&lt;digest&gt;          an archive's digest → root, once an archive with that digest was verified here
 * projects/                     who uses what
 * quarantine/                   what was found broken
 * index.dxstore                 what unpacked and trust say, in one file
 * tmp/                          what is being made
 * use.lock                      held by whoever uses packages, and by whoever removes some
 * </pre>
 *
 * Any number of threads and processes may use one store. Everything is made in {@code tmp} and renamed, a package's
 * table and folder before the record that leads to them, so that what is found is whole.
 */
public final class Store {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final StoreFolders folders;
    private final UnpackedPackages unpacked;
    private final Path trust;
    private final ArchiveLimits limits;
    private final Staging staging;
    private final StoreCatalog catalog;
    private final ProjectRegistry projects;
    private final Quarantine quarantine;
    private final Workspace.Pool workspaces = new Workspace.Pool();
    /** What was found or made before, by digest; a folder that is gone meanwhile is noticed. */
    private final Map<String, SoftReference<StoredPackage>> known = new ConcurrentHashMap<>();

    /** What was unpacked since somebody began to use packages: too new for anybody to have touched it. */
    private final Set<ContentRoot> made = ConcurrentHashMap.newKeySet();

    private volatile @Nullable FileCreation creation;

    private Store(Path folder, ArchiveLimits limits) {
        this.folders = StoreFolders.of(folder);
        this.unpacked = folders.unpacked();
        this.trust = folders.trust();
        this.limits = limits;
        this.staging = new Staging(folders.tmp());
        this.catalog = new StoreCatalog(folder, folders, staging);
        this.projects = new ProjectRegistry(folders.projects(), staging);
        this.quarantine = new Quarantine(folders.quarantine());
    }

    /**
     * Opens the store in a folder, {@link dev.dx.engine.DxHome#store()}, creating it if there is none, and removes what
     * processes that died in the middle of their work left in it.
     */
    public static Store open(Path folder) {
        return open(folder, ArchiveLimits.PACKAGE);
    }

    static Store open(Path folder, ArchiveLimits limits) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            createPrivately(absolute);
            Store store = new Store(absolute, limits);
            store.staging.removeStale();
            return store;
        } catch (IOException failure) {
            throw DxException.io(absolute.toString(), failure);
        }
    }

    /**
     * The right to use packages: until it is closed none that is found or taken in is removed. Waits for whoever is
     * removing some.
     */
    public Use use() {
        try {
            StoreLock lock = StoreLock.acquire(folders.useLock(), StoreLock.Kind.SHARED, PATIENCE);
            if (lock == null) {
                throw new DxException(
                        ErrorCode.DX_BUSY,
                        folders.store() + ": another dx removes packages from the store",
                        "Wait until it is done, or stop it, and run this again.");
            }
            return new Use(this, lock);
        } catch (IOException failure) {
            throw DxException.io(folders.useLock().toString(), failure);
        }
    }

    /** While it is open nothing is removed; closing it writes down what was used. */
    public static final class Use implements AutoCloseable {
        private final Store store;
        private final StoreLock lock;

        private Use(Store store, StoreLock lock) {
            this.store = store;
            this.lock = lock;
        }

        @Override
        public void close() {
            boolean interrupted = Thread.interrupted();
            try (lock) {
                store.made.clear();
                store.catalog.save();
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /** The package whose archive was verified here as {@code integrity}; null if none was. */
    public @Nullable StoredPackage find(Integrity integrity) {
        try {
            for (String digest : integrity.digests()) {
                StoredPackage found = find(digest);
                if (found != null) {
                    return found;
                }
            }
            return null;
        } catch (IOException failure) {
            throw DxException.io(trust.toString(), failure);
        }
    }

    /**
     * Whether the index has an archive of this integrity as that package, which is about to be used. Whether the package is there
     * is not looked at.
     */
    public boolean knows(Integrity integrity, ContentRoot root) {
        for (String digest : integrity.digests()) {
            StoreIndex.Found indexed = catalog.archive(Base64.getDecoder().decode(digest));
            if (indexed != null && indexed.root().equals(root)) {
                catalog.used(indexed);
                return true;
            }
        }
        return false;
    }

    /** Where a package stands if it is there. */
    public Path folderOf(ContentRoot root) {
        return unpacked.folderOf(root);
    }

    /** As {@link #find(Integrity)}, of archives that were here themselves; what a registry attested does not count. */
    public @Nullable StoredPackage findVerified(Integrity integrity) {
        try {
            for (String digest : integrity.digests()) {
                TrustRecord record = TrustRecord.read(TrustRecord.file(trust, digest), digest);
                if (record != null && record.basis() == TrustRecord.Basis.VERIFIED) {
                    return find(digest);
                }
            }
            return null;
        } catch (IOException failure) {
            throw DxException.io(trust.toString(), failure);
        }
    }

    /** What the packages are called that are here, as far as the index says; not every one of them is. */
    public List<PackageId> names() {
        return catalog.names();
    }

    /** Begins to take in a package that comes as a pack. */
    public PackArrival arrival() {
        try {
            return new PackArrival(this, staging.open());
        } catch (IOException failure) {
            throw DxException.io(folders.tmp() + ": writing to the store", failure);
        }
    }

    /**
     * Takes in the package that a pack holds.
     *
     * @param attested what archives of the package hash to, as somebody who is believed says; SHA-512 among them
     */
    StoredPackage take(PackageId id, Pack pack, List<Integrity> attested, Staging.Place place) throws IOException {
        Integrity sha512 = attested.stream()
                .filter(one -> one.algorithm() == Integrity.Algorithm.SHA512)
                .findFirst()
                .orElseThrow();
        Path folder = Files.createDirectory(place.path("package"));
        FileTime began = WritingTime.timeOf(folder);
        PackExtraction.extract(pack, folder, creation(place));
        ContentRoot root = pack.root();
        StoredPackage stored = new StoredPackage(root, sha512, unpacked.folderOf(root), pack.files());
        if (unpacked.publish(root, pack.files(), folder, began, place)) {
            made.add(root);
        }
        for (Integrity one : attested) {
            for (String digest : one.digests()) {
                trust(stored, id, digest, TrustRecord.Basis.ATTESTED, place);
            }
        }
        return stored;
    }

    private @Nullable StoredPackage find(String digest) throws IOException {
        SoftReference<StoredPackage> remembered = known.get(digest);
        StoredPackage found = remembered == null ? null : remembered.get();
        if (found != null && UnpackedPackages.isFolder(found.folder())) {
            return found;
        }
        found = findAnew(digest);
        if (found == null) {
            known.remove(digest);
        } else {
            known.put(digest, new SoftReference<>(found));
        }
        return found;
    }

    private @Nullable StoredPackage findAnew(String digest) throws IOException {
        byte[] bytes = Base64.getDecoder().decode(digest);
        StoreIndex.Found indexed = catalog.archive(bytes);
        if (indexed != null) {
            StoredPackage found = open(indexed.root(), indexed.sha512());
            if (found != null) {
                catalog.used(indexed);
            }
            return found;
        }
        TrustRecord record = TrustRecord.read(TrustRecord.file(trust, digest), digest);
        StoredPackage found = record == null ? null : open(record.root(), record.sha512());
        if (record != null && found != null) {
            catalog.learned(bytes, record, found.files());
        }
        return found;
    }

    /** {@link #unpack(PackageId, Integrity, InputStream, Consumer)} for who has no use for warnings. */
    public StoredPackage unpack(PackageId id, @Nullable Integrity expected, InputStream tgz) {
        return unpack(id, expected, tgz, warning -> {});
    }

    /**
     * Takes in a package's archive as it arrives. Nothing of it can be found before all of it hashed to
     * {@code expected}, and nothing of it is left if it does not, or if the thread is interrupted.
     *
     * @param expected what was promised; without a promise the archive is refused as DX_INTEGRITY_MISSING
     * @param tgz read to its end, not closed. Where it fails with a DxException, alone or as an IOException's cause, that is
     *     what is thrown
     * @param warnings told what of the archive was left out, in the middle of a sentence
     */
    public StoredPackage unpack(
            PackageId id, @Nullable Integrity expected, InputStream tgz, Consumer<String> warnings) {
        if (expected == null) {
            throw new DxException(
                    ErrorCode.DX_INTEGRITY_MISSING,
                    name(id) + ": nothing says what its archive must hash to",
                    "Take it from a registry that has its integrity, or remove its entry from the lock file.");
        }
        return take(id, expected, tgz, warnings);
    }

    /**
     * Takes in an archive that nobody promised anything about, a file of the user's own for one; what it is trusted as
     * from now on is the result's integrity.
     */
    public StoredPackage unpackUnpromised(PackageId id, InputStream tgz, Consumer<String> warnings) {
        return take(id, null, tgz, warnings);
    }

    private StoredPackage take(PackageId id, @Nullable Integrity expected, InputStream tgz, Consumer<String> warnings) {
        String archive = name(id);
        try (Staging.Place place = staging.open();
                Workspace workspace = workspaces.take()) {
            Path folder = Files.createDirectory(place.path("package"));
            FileTime began = WritingTime.timeOf(folder);
            ArchiveSource source = new ArchiveSource(archive, expected, tgz, limits, workspace.read);
            FileTable table;
            try {
                table = unpack(archive, source, folder, creation(place), workspace, warnings);
            } catch (DxException refusal) {
                if (expected != null && isOfTheArchive(refusal)) {
                    // Damaged bytes make a damaged archive: what they are not says more than what they look like.
                    source.drain();
                    verify(archive, expected, source);
                }
                throw refusal;
            }
            Digests digests = verify(archive, expected, source);
            ContentRoot root = table.root();
            StoredPackage stored = new StoredPackage(root, digests.sha512(), unpacked.folderOf(root), table);
            if (unpacked.publish(root, table, folder, began, place)) {
                made.add(root);
            }
            trust(stored, id, digests.sha512(), place);
            if (!digests.promised().equals(digests.sha512())) {
                trust(stored, id, digests.promised(), place);
            }
            return stored;
        } catch (IOException failure) {
            DxException.checkCancelled();
            throw DxException.io(archive + ": writing to the store", failure);
        }
    }

    private FileTable unpack(
            String archive,
            ArchiveSource source,
            Path folder,
            FileCreation fileCreation,
            Workspace workspace,
            Consumer<String> warnings)
            throws IOException {
        Gunzip gunzip = new Gunzip(archive, source, limits, workspace.inflater, workspace.quick);
        TarReader tar = new TarReader(archive, gunzip, limits, workspace.ahead);
        FileTable table = new Unpacking(archive, folder, limits, fileCreation, workspace.gather, warnings).unpack(tar);
        tar.drain();
        source.drain();
        return table;
    }

    /** Whether it is what the archive's bytes say that is refused. */
    private static boolean isOfTheArchive(DxException refusal) {
        return switch (refusal.code()) {
            case DX_ARCHIVE_CORRUPT, DX_ARCHIVE_LIMIT, DX_UNSAFE_PATH, DX_NAME_COLLISION -> true;
            default -> false;
        };
    }

    /**
     * What an archive hashed to.
     *
     * @param promised in the algorithm of the promise, which may be SHA-512
     */
    private record Digests(Integrity sha512, Integrity promised) {}

    /** Compares what arrived with what was promised. */
    private static Digests verify(String archive, @Nullable Integrity expected, ArchiveSource source) {
        Integrity sha512 = source.sha512();
        Integrity other = source.other(expected);
        Integrity actual = other == null ? sha512 : other;
        if (expected != null && !expected.digests().contains(actual.digests().getFirst())) {
            throw new DxException(
                    ErrorCode.DX_INTEGRITY_MISMATCH,
                    archive + ": expected " + expected + " got " + actual,
                    "The archive is not the one that was promised; find out who changed it before you try again.");
        }
        return new Digests(sha512, actual);
    }

    private void trust(StoredPackage stored, PackageId id, Integrity verified, Staging.Place place) throws IOException {
        trust(stored, id, verified.digests().getFirst(), TrustRecord.Basis.VERIFIED, place);
    }

    private void trust(StoredPackage stored, PackageId id, String digest, TrustRecord.Basis basis, Staging.Place place)
            throws IOException {
        Path file = TrustRecord.file(trust, digest);
        Files.createDirectories(file.getParent());
        Path written = place.path("trust");
        TrustRecord record = new TrustRecord(stored.root(), stored.integrity(), id, basis);
        Files.write(written, record.encode(digest), StandardOpenOption.CREATE_NEW);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        catalog.learned(Base64.getDecoder().decode(digest), record, stored.files());
        known.put(digest, new SoftReference<>(stored));
    }

    private @Nullable StoredPackage open(ContentRoot root, Integrity sha512) throws IOException {
        FileTable table = unpacked.open(root);
        if (table == null && restore(root)) {
            table = unpacked.open(root);
        }
        return table == null ? null : new StoredPackage(root, sha512, unpacked.folderOf(root), table);
    }

    /**
     * Keeps a pack, for when its package is needed as files. What it claims to be is not believed: it is kept as the package
     * that its files are, and no archive is trusted for it.
     */
    public ContentRoot putPack(Path file) {
        try (Pack pack = Pack.open(file);
                PackReader reader = pack.reader();
                Staging.Place place = staging.open()) {
            if (pack.isExternal()) {
                throw new DxException(
                        ErrorCode.DX_UNSUPPORTED,
                        file + ": its files are not in the pack",
                        "Convert the package anew, with its files.");
            }
            reader.verify();
            Path copy = place.path("pack");
            Files.copy(file, copy);
            // What was copied is what counts, whatever became of the file since it was opened.
            try (Pack copied = Pack.open(copy, pack.root());
                    PackReader again = copied.reader()) {
                again.verify();
            }
            Path kept = folders.packs().fileOf(pack.root());
            Files.createDirectories(kept.getParent());
            Files.move(copy, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return pack.root();
        } catch (IOException failure) {
            DxException.checkCancelled();
            throw DxException.io(file.toString(), failure);
        }
    }

    /** Where the package is as a pack; null if it is not. */
    public @Nullable Path pack(ContentRoot root) {
        return folders.packs().has(root) ? folders.packs().fileOf(root) : null;
    }

    /** Unpacks the package from its pack, if there is one that holds it; a pack that does not goes into quarantine. */
    boolean restore(ContentRoot root) throws IOException {
        if (!folders.packs().has(root)) {
            return false;
        }
        Path file = folders.packs().fileOf(root);
        try (Pack pack = Pack.open(file, root);
                Staging.Place place = staging.open()) {
            FileTime began = WritingTime.timeOf(Files.createDirectory(place.path("began")));
            Path folder = place.path("package");
            PackExtraction.extract(pack, folder);
            unpacked.publish(root, pack.files(), folder, began, place);
            return true;
        } catch (DxException damaged) {
            if (!UnpackedPackages.isOfTheFormat(damaged)) {
                throw damaged;
            }
            quarantine.take(damaged.what(), file);
            return false;
        }
    }

    /** Puts a package that was touched aside, so that it is not found any more unless there is a pack of it. */
    void setAside(StoredPackage touched, String why) throws IOException {
        quarantine.take(why, touched.folder(), unpacked.tableOf(touched.root()));
    }

    /** Says that a project is about to use packages, before it does. A store that cannot be written to is not told. */
    public void aboutToUse(Path project, PackageRoots packages, Set<ContentHash> layouts) {
        try {
            projects.add(project, packages, layouts);
        } catch (IOException failure) {
            if (!Files.isWritable(folders.store())) {
                return;
            }
            throw DxException.io(folders.projects().toString(), failure);
        }
    }

    /** Says what a project uses now, and no more than that. */
    public void uses(Path project, PackageRoots packages, Set<ContentHash> layouts) {
        try {
            projects.set(project, packages, layouts);
        } catch (IOException tooMuchIsKnownThen) {
            return;
        }
    }

    /** A place for making something that becomes part of the store by a rename. */
    public Staging.Place workPlace() throws IOException {
        return staging.open();
    }

    public Path folder() {
        return folders.store();
    }

    /** Whether it was unpacked by who uses the store now. */
    boolean wasMadeJustNow(ContentRoot root) {
        return made.contains(root);
    }

    /** When the files of a package were written. */
    WritingTime writingTime(ContentRoot root) throws IOException {
        return WritingTime.of(unpacked.folderOf(root), unpacked.tableOf(root));
    }

    StoreFolders folders() {
        return folders;
    }

    StoreCatalog catalog() {
        return catalog;
    }

    ProjectRegistry projects() {
        return projects;
    }

    Quarantine quarantine() {
        return quarantine;
    }

    Staging staging() {
        return staging;
    }

    private FileCreation creation(Staging.Place place) throws IOException {
        FileCreation probed = creation;
        if (probed == null) {
            probed = FileCreation.probe(place.path("probe"));
            creation = probed;
        }
        return probed;
    }

    private static String name(PackageId id) {
        return Refusal.printable(id.name() + " " + id.version());
    }

    private static void createPrivately(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }
}
