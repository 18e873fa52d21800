package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.pack.FileEntry;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each file of the store before it goes into a project: its size and time must be those that unpacking left. A
 * package that was touched, through a hard link in some project for one, goes into quarantine and is brought anew. Serves one
 * install, many threads.
 */
public final class PackageGuard {
    private final Store store;
    private final Consumer<StoredPackage> restorer;
    private final Consumer<String> warnings;
    private final Map<ContentRoot, WritingTime> times = new ConcurrentHashMap<>();

    /**
     * @param restorer brings a package back into the store that is not there any more, or throws
     * @param warnings told which packages were touched
     */
    public PackageGuard(Store store, Consumer<StoredPackage> restorer, Consumer<String> warnings) {
        this.store = store;
        this.restorer = restorer;
        this.warnings = warnings;
    }

    /** Returns when the file is what unpacking left, which may take bringing its package anew. */
    public void check(StoredPackage content, FileEntry entry, Path file) throws IOException {
        if (!store.wasMadeJustNow(content.root()) && !isAsUnpacked(content, entry, file)) {
            restore(content, entry, file);
        }
    }

    /**
     * The time, in nanoseconds since 1970, that the files of a package bear where nobody touched them: first and last. Null
     * where that is not known.
     */
    public long @Nullable [] written(StoredPackage content) {
        return store.wasMadeJustNow(content.root()) ? new long[] {Long.MIN_VALUE, Long.MAX_VALUE} : unpacked(content);
    }

    /** As {@link #written}, also of packages that nobody can have touched yet: they bear it from now on. */
    public long @Nullable [] unpacked(StoredPackage content) {
        try {
            WritingTime time = times.get(content.root());
            if (time == null) {
                time = store.writingTime(content.root());
                times.put(content.root(), time);
            }
            return new long[] {time.from().to(TimeUnit.NANOSECONDS), time.to().to(TimeUnit.NANOSECONDS)};
        } catch (IOException gone) {
            return null;
        }
    }

    private boolean isAsUnpacked(StoredPackage content, FileEntry entry, Path file) throws IOException {
        WritingTime time = times.get(content.root());
        if (time == null) {
            try {
                time = store.writingTime(content.root());
            } catch (NoSuchFileException gone) {
                return false;
            }
            times.put(content.root(), time);
        }
        return UnpackedPackages.isAsUnpacked(file, entry, time);
    }

    private synchronized void restore(StoredPackage content, FileEntry entry, Path file) throws IOException {
        times.remove(content.root());
        if (isAsUnpacked(content, entry, file)) {
            return;
        }
        String what = content.root() + ": " + Refusal.printable(entry.path()) + " is not what was unpacked";
        warnings.accept("a package of the store was changed by somebody and is brought anew: " + what);
        store.setAside(content, what);
        times.remove(content.root());
        restorer.accept(content);
        if (!isAsUnpacked(content, entry, file)) {
            throw new DxException(
                    ErrorCode.DX_FORMAT_CORRUPT,
                    what + ", also after it was brought anew",
                    "Run dx store repair, and find out who changes the files of the store.");
        }
    }
}
