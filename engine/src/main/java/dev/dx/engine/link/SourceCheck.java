package dev.dx.engine.link;

import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.nio.file.Path;

/** Asked whether a file of the store may be placed, right before it is; by many threads. */
@FunctionalInterface
public interface SourceCheck {
    /** Every file may. */
    SourceCheck NONE = (content, entry, file) -> {};

    /** Returns when the file is what its package says, or throws. */
    void beforePlacing(StoredPackage content, FileEntry entry, Path file) throws IOException;
}
