package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.pack.FileTable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a store holds and what it takes.
 *
 * @param packages unpacked ones
 * @param files in them
 * @param logicalBytes of those files, each package as if it were alone
 * @param physicalBytes what they take on the disk, in whole blocks: a file with several names counts once
 * @param linkedFiles how many of them have names outside of the store
 * @param savedBytes what those names would take as files of their own, in whole blocks
 * @param sharing how that is known
 * @param packs packages kept as packs, and {@code packBytes} what those take
 * @param quarantined things put aside as broken, and {@code quarantineBytes} what those take
 * @param indexBytes what tables, trust, index and projects take
 * @param projects that use the store, and {@code unreachable} how many of them cannot be reached now
 */
public record StoreStatistics(
        int packages,
        int files,
        long logicalBytes,
        long physicalBytes,
        long linkedFiles,
        long savedBytes,
        Sharing sharing,
        int packs,
        long packBytes,
        int quarantined,
        long quarantineBytes,
        long indexBytes,
        int projects,
        int unreachable) {
    /** How it is known what linking saves. */
    public enum Sharing {
        /** Files are linked, and the system says how many names each has. */
        COUNTED,
        /** Files share blocks without saying so: what projects are known to use is taken for what they share. */
        ESTIMATED
    }

    private static final long USUAL_BLOCK = 4096;

    static StoreStatistics of(
            StoreFolders folders, List<ProjectRegistry.Registered> projects, Consumer<StoreEvent> events)
            throws IOException {
        Disk disk = Disk.of(folders.store());
        int packages = 0;
        int files = 0;
        long logical = 0;
        Counting unpacked = new Counting(disk);
        List<ContentRoot> roots = List.copyOf(folders.roots());
        int counted = 0;
        for (ContentRoot root : roots) {
            DxException.checkCancelled();
            events.accept(new StoreEvent.Progress(counted++, roots.size()));
            FileTable table = folders.unpacked().open(root);
            if (table == null) {
                continue;
            }
            packages++;
            files += table.entries().size();
            logical += sizeOf(table);
            unpacked.add(folders.unpacked().folderOf(root));
        }
        Counting rest = new Counting(disk);
        for (Path each : StoreFolders.children(folders.store())) {
            // Layouts are counted by who knows what they are.
            if (!each.equals(folders.layouts())) {
                rest.add(each);
            }
        }
        Counting packs = new Counting(disk);
        packs.add(folders.packs().folder());
        Counting quarantine = new Counting(disk);
        quarantine.add(folders.quarantine());
        boolean reflinks = disk.sharesBlocks() && unpacked.moreNames == 0;
        long saved = reflinks ? usedByProjects(folders, projects) : unpacked.saved;
        return new StoreStatistics(
                packages,
                files,
                logical,
                unpacked.bytes,
                unpacked.linked,
                saved,
                reflinks ? Sharing.ESTIMATED : Sharing.COUNTED,
                packs.files,
                packs.bytes,
                StoreFolders.children(folders.quarantine()).size(),
                quarantine.bytes,
                Math.max(0, rest.bytes - unpacked.bytes - packs.bytes - quarantine.bytes),
                projects.size(),
                (int) projects.stream()
                        .filter(each -> each.state() != ProjectState.PRESENT)
                        .count());
    }

    static long sizeOf(FileTable table) {
        long size = 0;
        for (FileEntry entry : table.entries()) {
            size += entry.size();
        }
        return size;
    }

    private static long usedByProjects(StoreFolders folders, List<ProjectRegistry.Registered> projects)
            throws IOException {
        long bytes = 0;
        for (ProjectRegistry.Registered project : projects) {
            for (ContentRoot root : project.entry().packages().asSet()) {
                FileTable table = folders.unpacked().open(root);
                bytes += table == null ? 0 : sizeOf(table);
            }
        }
        return bytes;
    }

    /** How the disk of a store counts. */
    record Disk(long block, String type, boolean unix) {
        static Disk of(Path store) throws IOException {
            long block;
            try {
                block = Files.getFileStore(store).getBlockSize();
            } catch (UnsupportedOperationException unknown) {
                block = USUAL_BLOCK;
            }
            return new Disk(
                    Math.max(1, block),
                    Files.getFileStore(store).type(),
                    store.getFileSystem().supportedFileAttributeViews().contains("unix"));
        }

        boolean sharesBlocks() {
            return Set.of("btrfs", "bcachefs", "apfs", "xfs", "zfs").contains(type);
        }

        long blocks(long size) {
            return (size + block - 1) / block * block;
        }

        int names(Path file) throws IOException {
            return unix && Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) instanceof Integer names
                    ? names
                    : 1;
        }
    }

    /** Files below folders, each file of the disk once. */
    static final class Counting {
        private final Disk disk;
        /** How many names of each file have not been met. */
        private final Map<Object, Integer> hidden = new HashMap<>();

        int files;
        int linked;
        long moreNames;
        long bytes;
        long saved;
        /** What the disk has more when all of these names are gone. */
        long freed;

        Counting(Disk disk) {
            this.disk = disk;
        }

        void add(Path folder) throws IOException {
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    DxException.checkCancelled();
                    files++;
                    Object key = attributes.fileKey();
                    long taken = disk.blocks(attributes.size());
                    Integer before = key == null ? null : hidden.get(key);
                    if (key != null && before != null) {
                        hidden.put(key, before - 1);
                        freed += before == 1 ? taken : 0;
                        return FileVisitResult.CONTINUE;
                    }
                    int names = disk.names(file);
                    if (key != null) {
                        hidden.put(key, names - 1);
                    }
                    bytes += taken;
                    if (names > 1) {
                        linked++;
                        moreNames += names - 1;
                        saved += taken * (names - 1);
                    } else {
                        freed += taken;
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        }
    }
}
