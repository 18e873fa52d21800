package dev.dx.converter;

import dev.dx.engine.ContentHash;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.binary.Blake3;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.pack.FileMode;
import dev.dx.engine.pack.FileTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;

/** What an unpacked package consists of: all files below its folder. Links are no part of a package. */
final class FolderFiles {
    private FolderFiles() {}

    static FileTable of(Path folder) {
        List<FileEntry> entries = new ArrayList<>();
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    DxException.checkCancelled();
                    if (attributes.isRegularFile()) {
                        entries.add(entry(folder, file, attributes.size(), posix));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failure) {
            throw DxException.io(folder.toString(), failure);
        }
        if (entries.isEmpty()) {
            throw new DxException(ErrorCode.DX_NOT_FOUND, folder + " has no files", "Name the folder of a package.");
        }
        return new FileTable(entries);
    }

    private static FileEntry entry(Path folder, Path file, long size, boolean posix) throws IOException {
        String path = folder.relativize(file).toString();
        path = file.getFileSystem().getSeparator().equals("\\") ? path.replace('\\', '/') : path;
        Blake3 hash = new Blake3();
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] piece = new byte[1 << 16];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                hash.update(piece, 0, read);
            }
        }
        FileMode mode = posix ? mode(file) : FileMode.REGULAR;
        try {
            return new FileEntry(path, mode, size, ContentHash.of(hash.digest()));
        } catch (IllegalArgumentException unusable) {
            throw new DxException(
                    ErrorCode.DX_UNSAFE_PATH, file + ": no package has a file of this name", "Rename the file.");
        }
    }

    private static FileMode mode(Path file) throws IOException {
        int bits = 0;
        for (PosixFilePermission permission : Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)) {
            bits |= switch (permission) {
                case OWNER_EXECUTE -> 0100;
                case GROUP_EXECUTE -> 010;
                case OTHERS_EXECUTE -> 01;
                case OWNER_READ, OWNER_WRITE, GROUP_READ, GROUP_WRITE, OTHERS_READ, OTHERS_WRITE -> 0;
            };
        }
        return FileMode.of(bits);
    }
}
