package dev.dx.engine.lock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files whose checksum this process has found right, so that it is not computed for each time one is opened. */
final class SeenFiles {
    private static final int MOST = 256;

    private static final Set<Identity> SEEN =
            Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<Identity, Boolean>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Identity, Boolean> eldest) {
                    return size() > MOST;
                }
            }));

    /** What a file is known by; another file, or a changed one, has another. */
    record Identity(Object key, long size, FileTime changed) {}

    private SeenFiles() {}

    /** Null where the file system does not tell files apart. */
    static @Nullable Identity identify(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Object key = attributes.fileKey();
        return key == null ? null : new Identity(key, attributes.size(), attributes.lastModifiedTime());
    }

    static boolean isSeen(@Nullable Identity identity) {
        return identity != null && SEEN.contains(identity);
    }

    static void remember(@Nullable Identity identity) {
        if (identity != null) {
            SEEN.add(identity);
        }
    }
}
