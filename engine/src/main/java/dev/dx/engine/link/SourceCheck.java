package dev.dx.engine.link;

import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Asked whether a file of the store may be placed, right before it is; by many threads. */
@FunctionalInterface
public interface SourceCheck {
    /** Every file may. */
    SourceCheck NONE = (content, entry, file) -> {};

    /** Returns when the file is what its package says, or throws. */
    void beforePlacing(StoredPackage content, FileEntry entry, Path file) throws IOException;

    /**
     * When the files of a package were written, in nanoseconds since 1970, both ends included: one of the right size from that
     * time need not be asked about. Null where each has to be.
     */
    default @Nullable Unchanged unchanged(StoredPackage content) {
        return null;
    }

    /** A stretch of time. */
    record Unchanged(long from, long to) {}
}
