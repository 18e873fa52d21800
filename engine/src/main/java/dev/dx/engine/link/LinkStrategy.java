package dev.dx.engine.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** How a file of the store gets into a project, cheapest in disk space and safest against edits first. */
public enum LinkStrategy {
    /** A file of its own that shares its blocks with the store's until one of them is changed. */
    REFLINK,
    /** A second name for the store's file. */
    HARDLINK,
    /** A file of its own. */
    COPY;

    /** These share blocks between any two of their files, always. */
    private static final Set<String> ALWAYS_REFLINK = Set.of("btrfs", "bcachefs", "apfs");

    /** These may, depending on how they were made. Finding out costs the loading of native code. */
    private static final Set<String> MAYBE_REFLINK = Set.of("xfs", "zfs", "ocfs2");

    /**
     * The best strategy between the file systems of these two folders. Where blocks cannot be shared at all, as on ext4
     * and tmpfs, no native code is loaded to find that out.
     *
     * <p>A hard link that turns out to be impossible, across mounts of one device or for a file with too many links
     * already, becomes a copy when it is tried.
     *
     * @param store a folder of the store with files in it, which are only read
     * @param target a folder that may be written to
     */
    public static LinkStrategy between(Path store, Path target) {
        try {
            String type = Files.getFileStore(store).type().toLowerCase(Locale.ROOT);
            if (!type.equals(Files.getFileStore(target).type().toLowerCase(Locale.ROOT))) {
                return COPY;
            }
            if (ALWAYS_REFLINK.contains(type) || (MAYBE_REFLINK.contains(type) && ReflinkProbe.works(store, target))) {
                return REFLINK;
            }
            return HARDLINK;
        } catch (IOException unknownFileSystem) {
            // Each file then finds out for itself, and falls back to a copy.
            return HARDLINK;
        }
    }
}
