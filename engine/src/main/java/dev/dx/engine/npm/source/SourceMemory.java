package dev.dx.engine.npm.source;

import dev.dx.engine.Integrity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which archive each git commit was packed into before, so that it need not be fetched again. One small file per commit:
 * its address in the first line, the archive's integrity in the second. A file that is lost or damaged costs a fetch.
 */
final class SourceMemory {
    private static final int LONGEST = 16 << 10;

    private final Path folder;
    private final Map<String, Integrity> known = new ConcurrentHashMap<>();

    SourceMemory(Path folder) {
        this.folder = folder;
    }

    /** The archive of a commit; null if it was never packed here. */
    @Nullable
    Integrity find(String address) {
        Integrity before = known.get(address);
        if (before != null) {
            return before;
        }
        Path file = file(address);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LONGEST) {
                return null;
            }
            List<String> lines = Files.readString(file).lines().toList();
            if (lines.size() != 2 || !lines.getFirst().equals(address)) {
                return null;
            }
            Integrity integrity = Integrity.parse(lines.getLast());
            if (integrity != null) {
                known.put(address, integrity);
            }
            return integrity;
        } catch (IOException unreadable) {
            return null;
        }
    }

    void remember(String address, Integrity integrity) {
        known.put(address, integrity);
        try {
            createFolder();
            Path made = Files.createTempFile(folder, "new", ".tmp");
            try {
                Files.writeString(made, address + "\n" + integrity + "\n");
                Files.move(made, file(address), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(made);
            }
        } catch (IOException notKept) {
            // Then it is fetched again another time.
            return;
        }
    }

    private void createFolder() throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    private Path file(String address) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(address.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError("a Java without SHA-256", missing);
        }
    }
}
