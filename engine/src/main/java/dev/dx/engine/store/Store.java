package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.pack.FileTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.SoftReference;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The packages of this machine, each once, as files.
 *
 * <pre>
 * unpacked/ab/cd/&lt;root&gt;/        a package's files
 * unpacked/ab/cd/&lt;root&gt;.table   what they are
 * trust/ab/cd/&lt;digest&gt;          an archive's digest → root, once an archive with that digest was verified here
 * tmp/                          what is being made
 * </pre>
 *
 * Any number of threads and processes may use one store. Everything is made in {@code tmp} and renamed, a package's
 * folder and table before the record that leads to them, so that what is found is whole.
 */
public final class Store {
    private final Path unpacked;
    private final Path trust;
    private final ArchiveLimits limits;
    private final Staging staging;
    private final Workspace.Pool workspaces = new Workspace.Pool();
    /** What was found or made before, by digest; a folder that is gone meanwhile is noticed. */
    private final Map<String, SoftReference<StoredPackage>> known = new ConcurrentHashMap<>();

    private volatile @Nullable FileCreation creation;

    private Store(Path folder, ArchiveLimits limits) {
        this.unpacked = folder.resolve("unpacked");
        this.trust = folder.resolve("trust");
        this.limits = limits;
        this.staging = new Staging(folder.resolve("tmp"));
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

    private @Nullable StoredPackage find(String digest) throws IOException {
        SoftReference<StoredPackage> remembered = known.get(digest);
        StoredPackage found = remembered == null ? null : remembered.get();
        if (found != null && isFolder(found.folder())) {
            return found;
        }
        TrustRecord record = TrustRecord.read(TrustRecord.file(trust, digest), digest);
        found = record == null ? null : open(record);
        if (found == null) {
            known.remove(digest);
        } else {
            known.put(digest, new SoftReference<>(found));
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
            StoredPackage stored = new StoredPackage(root, digests.sha512(), folderOf(root), table);
            publish(stored, folder, place);
            trust(stored, digests.sha512(), place);
            if (!digests.promised().equals(digests.sha512())) {
                trust(stored, digests.promised(), place);
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
        Gunzip gunzip = new Gunzip(archive, source, limits, workspace.inflater);
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

    /** Makes the unpacked folder visible, or drops it where the same package is visible already. */
    private void publish(StoredPackage stored, Path made, Staging.Place place) throws IOException {
        DxException.checkCancelled();
        Path table = tableOf(stored.root());
        Files.createDirectories(table.getParent());
        for (int attempt = 0; ; attempt++) {
            try {
                Files.move(made, stored.folder(), StandardCopyOption.ATOMIC_MOVE);
                break;
            } catch (FileSystemException taken) {
                if (!isFolder(stored.folder()) || attempt == 3) {
                    throw taken;
                }
                if (isWhole(stored)) {
                    break;
                }
                // Someone changed what must not change: out of the way with it.
                Files.move(stored.folder(), place.path("damaged" + attempt), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Path written = place.path("table");
        try (OutputStream out = Files.newOutputStream(written, StandardOpenOption.CREATE_NEW)) {
            stored.files().write(out);
        }
        Files.move(written, table, StandardCopyOption.ATOMIC_MOVE);
    }

    private void trust(StoredPackage stored, Integrity verified, Staging.Place place) throws IOException {
        String digest = verified.digests().getFirst();
        Path file = TrustRecord.file(trust, digest);
        Files.createDirectories(file.getParent());
        Path written = place.path("trust");
        byte[] record = new TrustRecord(stored.root(), stored.integrity()).encode(digest);
        Files.write(written, record, StandardOpenOption.CREATE_NEW);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        known.put(digest, new SoftReference<>(stored));
    }

    private @Nullable StoredPackage open(TrustRecord record) throws IOException {
        Path folder = folderOf(record.root());
        try {
            FileTable table = FileTable.read(tableOf(record.root()), record.root());
            return isFolder(folder) ? new StoredPackage(record.root(), record.sha512(), folder, table) : null;
        } catch (NoSuchFileException gone) {
            return null;
        } catch (DxException damaged) {
            return switch (damaged.code()) {
                case DX_FORMAT_CORRUPT, DX_FORMAT_TOO_NEW, DX_FORMAT_TRUNCATED -> null;
                default -> throw damaged;
            };
        }
    }

    /** Whether the folder has every file in its length. */
    private static boolean isWhole(StoredPackage stored) throws IOException {
        for (FileEntry entry : stored.files().entries()) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(
                        stored.folder().resolve(entry.path()), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (!attributes.isRegularFile() || attributes.size() != entry.size()) {
                    return false;
                }
            } catch (NoSuchFileException missing) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private Path folderOf(ContentRoot root) {
        String hex = root.toString();
        return unpacked.resolve(hex.substring(0, 2))
                .resolve(hex.substring(2, 4))
                .resolve(hex);
    }

    private Path tableOf(ContentRoot root) {
        Path folder = folderOf(root);
        return folder.resolveSibling(folder.getFileName() + ".table");
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
