package dev.dx.engine.install.tree;

import dev.dx.engine.link.SourceCheck;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.store.PackageGuard;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Looks after the files of the store on their way into a tree. */
record GuardedSource(PackageGuard guard) implements SourceCheck {
    @Override
    public void beforePlacing(StoredPackage content, FileEntry entry, Path file) throws IOException {
        guard.check(content, entry, file);
    }

    @Override
    public @Nullable Unchanged unchanged(StoredPackage content) {
        return between(guard.written(content));
    }

    /** The same for whoever asks later. */
    @Nullable
    Unchanged unpacked(StoredPackage content) {
        return between(guard.unpacked(content));
    }

    private static @Nullable Unchanged between(long @Nullable [] times) {
        return times == null ? null : new Unchanged(times[0], times[1]);
    }
}
