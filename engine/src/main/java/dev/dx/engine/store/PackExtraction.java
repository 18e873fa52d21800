package dev.dx.engine.store;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.pack.Pack;
import dev.dx.engine.pack.PackReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes a pack's files into a new folder. Every path goes through the checks that an archive's paths do, and every file is
 * compared with its hash; the folder gets its name when all of them were right, and there is none otherwise.
 */
public final class PackExtraction {
    private final Pack pack;
    private final String name;
    private final Path folder;
    private final FileCreation creation;
    private final EntryPath paths;
    private final Set<String> folders = new HashSet<>();

    private PackExtraction(Pack pack, Path folder, FileCreation creation) {
        this.pack = pack;
        this.name = Refusal.printable(pack.manifest().id().toString());
        this.folder = folder;
        this.creation = creation;
        this.paths = new EntryPath(name, ArchiveLimits.PACKAGE, TargetNames.of(folder.getFileSystem()));
    }

    /** Extracts all of the pack as {@code target}, which must not exist. */
    public static void extract(Pack pack, Path target) {
        Path absolute = target.toAbsolutePath().normalize();
        String unfinished = absolute.getFileName() + "."
                + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".unfinished";
        Path folder = absolute.resolveSibling(unfinished);
        try {
            if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
                throw new DxException(
                        ErrorCode.DX_USAGE, absolute + " is there already", "Name a folder that does not exist yet.");
            }
            Files.createDirectories(folder);
            FileCreation creation = FileCreation.probe(folder.resolve("probe"));
            new PackExtraction(pack, folder, creation).run();
            Files.move(folder, absolute, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            DxException.checkCancelled();
            throw DxException.io(absolute.toString(), failure);
        } finally {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                FolderRemoval.removeWhatCanBe(folder);
            }
        }
    }

    /** Extracts all of the pack into an empty folder that whoever made it removes if this fails. */
    static void extract(Pack pack, Path folder, FileCreation creation) throws IOException {
        new PackExtraction(pack, folder, creation).run();
    }

    private void run() throws IOException {
        for (FileEntry entry : pack.files().entries()) {
            // As an archive would name it; what comes back different is not what it looks like.
            if (!entry.path().equals(paths.inside("package/" + entry.path()))) {
                throw Refusal.unsafePath(name, entry.path(), "is not the path of a file in a package");
            }
        }
        paths.checkTogether(pack.files().entries().stream().map(FileEntry::path).toList());
        try (PackReader reader = pack.reader()) {
            reader.visitVerified(this::write);
        }
    }

    private void write(FileEntry entry, PackReader.Contents contents) throws IOException {
        DxException.checkCancelled();
        int slash = entry.path().lastIndexOf('/');
        if (slash > 0) {
            createFolder(entry.path().substring(0, slash));
        }
        try (FileChannel out = creation.create(folder.resolve(entry.path()), entry.mode())) {
            contents.read((bytes, offset, length) -> {
                ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
                while (left.hasRemaining()) {
                    out.write(left);
                }
            });
        } catch (FileAlreadyExistsException taken) {
            throw Refusal.collision(name, entry.path(), "cannot stand beside another file of the package");
        }
    }

    private void createFolder(String path) throws IOException {
        if (folders.contains(path)) {
            return;
        }
        int slash = path.lastIndexOf('/');
        if (slash > 0) {
            createFolder(path.substring(0, slash));
        }
        try {
            Files.createDirectory(folder.resolve(path));
        } catch (FileAlreadyExistsException taken) {
            if (!Files.isDirectory(folder.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
                throw Refusal.collision(name, path, "is both a file and a folder");
            }
        }
        folders.add(path);
    }
}
