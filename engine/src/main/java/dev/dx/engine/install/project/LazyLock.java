package dev.dx.engine.install.project;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The lock of a project, read and hashed when somebody asks, and once. */
public final class LazyLock {
    private final Path file;
    private byte @Nullable [] bytes;
    private @Nullable String hash;

    public LazyLock(Path file) {
        this.file = file;
    }

    /** @param bytes what the lock is going to hold */
    public LazyLock(Path file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    public byte[] bytes() {
        byte[] known = bytes;
        if (known == null) {
            known = ProjectFiles.readLock(file);
            if (known == null) {
                throw new DxException(ErrorCode.DX_BUSY, file + ": it was removed in the meantime", "Run it again.");
            }
            bytes = known;
        }
        return known;
    }

    public String hash() {
        String known = hash;
        if (known == null) {
            known = InstalledState.hash(bytes());
            hash = known;
        }
        return known;
    }
}
