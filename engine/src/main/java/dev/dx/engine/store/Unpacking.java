package dev.dx.engine.store;

import dev.dx.engine.ContentHash;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.binary.Blake3;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.pack.FileMode;
import dev.dx.engine.pack.FileTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes the files of one archive into an empty folder and hashes them on the way. Small files are gathered in memory,
 * hashed together and written with one call each; a large file is hashed and written as it comes.
 */
final class Unpacking {
    private final String archive;
    private final Path folder;
    private final ArchiveLimits limits;
    private final FileCreation creation;
    private final Consumer<String> warnings;
    private final EntryPath paths;

    private final Map<String, FileEntry> files = new HashMap<>();
    private final Set<String> folders = new HashSet<>();
    private long allPathBytes;

    private final byte[] gathered;
    private int gatheredBytes;
    private int gatheredCount;
    private String[] gatheredPaths = new String[64];
    private FileMode[] gatheredModes = new FileMode[64];
    private int[] offsets = new int[64];
    private int[] lengths = new int[64];

    /** @param gathered room for small files; a larger file is not gathered */
    Unpacking(
            String archive,
            Path folder,
            ArchiveLimits limits,
            FileCreation creation,
            byte[] gathered,
            Consumer<String> warnings) {
        this.archive = archive;
        this.folder = folder;
        this.limits = limits;
        this.creation = creation;
        this.gathered = gathered;
        this.warnings = warnings;
        this.paths = new EntryPath(archive, limits, TargetNames.of(folder.getFileSystem()));
    }

    FileTable unpack(TarReader tar) throws IOException {
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            DxException.checkCancelled();
            switch (entry.kind()) {
                case FILE -> file(entry, tar);
                // Folders exist where files need them: what is empty has no part in a package's identity.
                case FOLDER -> paths.inside(entry.path());
                case LINK -> warnings.accept("the link " + Refusal.printable(entry.path()) + " was left out");
                case OTHER ->
                    warnings.accept(Refusal.printable(entry.path()) + " was left out: neither a file nor a folder");
            }
        }
        flush();
        if (files.isEmpty()) {
            throw Refusal.corrupt(archive, "an archive without files");
        }
        paths.checkTogether(files.keySet());
        return new FileTable(files.values().stream().toList());
    }

    private void file(TarEntry entry, TarReader tar) throws IOException {
        String path = paths.inside(entry.path());
        if (path == null) {
            warnings.accept(Refusal.printable(entry.path()) + " was left out: it is in no folder");
            return;
        }
        allPathBytes += path.length();
        if (allPathBytes > limits.allPathBytes()) {
            throw Refusal.limit(archive, "paths of more than " + limits.allPathBytes() + " bytes together");
        }
        FileMode mode = FileMode.of(entry.mode());
        if (entry.size() > limits.inflatedBytes()) {
            throw Refusal.limit(archive, Refusal.printable(path) + " has " + entry.size() + " bytes");
        }
        if (entry.size() > gathered.length) {
            flush();
            stream(path, mode, tar);
            return;
        }
        if (entry.size() > gathered.length - gatheredBytes) {
            flush();
        }
        gather(path, mode, (int) entry.size(), tar);
    }

    private void gather(String path, FileMode mode, int size, TarReader tar) {
        for (int read = 0; read < size; ) {
            read += tar.read(gathered, gatheredBytes + read, size - read);
        }
        if (gatheredCount == offsets.length) {
            gatheredPaths = Arrays.copyOf(gatheredPaths, 2 * gatheredCount);
            gatheredModes = Arrays.copyOf(gatheredModes, 2 * gatheredCount);
            offsets = Arrays.copyOf(offsets, 2 * gatheredCount);
            lengths = Arrays.copyOf(lengths, 2 * gatheredCount);
        }
        gatheredPaths[gatheredCount] = path;
        gatheredModes[gatheredCount] = mode;
        offsets[gatheredCount] = gatheredBytes;
        lengths[gatheredCount] = size;
        gatheredCount++;
        gatheredBytes += size;
    }

    private void flush() throws IOException {
        byte[] hashes = Blake3.hashAll(gathered, offsets, lengths, gatheredCount);
        for (int i = 0; i < gatheredCount; i++) {
            DxException.checkCancelled();
            try (FileChannel out = create(gatheredPaths[i], gatheredModes[i])) {
                write(out, ByteBuffer.wrap(gathered, offsets[i], lengths[i]));
            }
            byte[] hash = Arrays.copyOfRange(hashes, i * Blake3.LENGTH, (i + 1) * Blake3.LENGTH);
            add(gatheredPaths[i], gatheredModes[i], lengths[i], hash);
        }
        gatheredCount = 0;
        gatheredBytes = 0;
    }

    /** Called with nothing gathered: the room for it is the buffer. */
    private void stream(String path, FileMode mode, TarReader tar) throws IOException {
        Blake3 hasher = new Blake3();
        long size = 0;
        try (FileChannel out = create(path, mode)) {
            for (int read = fill(tar); read > 0; read = fill(tar)) {
                DxException.checkCancelled();
                hasher.update(gathered, 0, read);
                write(out, ByteBuffer.wrap(gathered, 0, read));
                size += read;
            }
        }
        add(path, mode, size, hasher.digest());
    }

    private int fill(TarReader tar) {
        int read = 0;
        while (read < gathered.length) {
            int more = tar.read(gathered, read, gathered.length - read);
            if (more < 0) {
                break;
            }
            read += more;
        }
        return read;
    }

    private void add(String path, FileMode mode, long size, byte[] hash) {
        files.put(path, new FileEntry(path, mode, size, ContentHash.of(hash)));
    }

    private FileChannel create(String path, FileMode mode) throws IOException {
        int slash = path.lastIndexOf('/');
        if (slash > 0) {
            createFolder(path.substring(0, slash));
        }
        Path file = resolve(path);
        if (files.remove(path) != null) {
            // Twice in the archive: the last one counts, with its own mode.
            Files.delete(file);
        }
        try {
            return creation.create(file, mode);
        } catch (FileAlreadyExistsException taken) {
            throw Refusal.collision(archive, path, "cannot stand beside " + otherName(path));
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
        Path created = resolve(path);
        try {
            Files.createDirectory(created);
        } catch (FileAlreadyExistsException taken) {
            // Another spelling of a folder that is there holds the same files; a file in its place does not.
            if (!Files.isDirectory(created, LinkOption.NOFOLLOW_LINKS)) {
                throw Refusal.collision(archive, path, "is both a file and a folder");
            }
        }
        folders.add(path);
    }

    private Path resolve(String path) {
        try {
            return folder.resolve(path);
        } catch (InvalidPathException unnameable) {
            // Java names files in the locale's encoding, whatever the file system could hold.
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED,
                    archive + ": no file can be called " + Refusal.printable(path) + " in this locale",
                    "Set LC_ALL to a UTF-8 locale, such as C.UTF-8, and run it again.",
                    unnameable);
        }
    }

    /** The name already there that the file system takes for {@code path}. */
    private String otherName(String path) throws IOException {
        Path file = folder.resolve(path);
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            return "the folder of the same name";
        }
        for (String other : files.keySet()) {
            if (Files.isSameFile(folder.resolve(other), file)) {
                return Refusal.printable(other);
            }
        }
        return "what is there";
    }

    private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
