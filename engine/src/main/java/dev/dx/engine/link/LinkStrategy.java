package dev.dx.engine.link;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
     * The strategy somebody asked for, or the best where nobody did.
     *
     * @throws DxException with {@link ErrorCode#DX_UNSUPPORTED} if blocks are to be shared and cannot be
     */
    public static LinkStrategy asked(@Nullable LinkStrategy asked, Path store, Path target) {
        if (asked == null) {
            return between(store, target);
        }
        if (asked == REFLINK && between(store, target) != REFLINK && !sharesBlocks(store, target)) {
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED,
                    target + ": its files cannot share blocks with those of the store",
                    "Choose link=copy, or leave the setting link out.");
        }
        return asked;
    }

    private static boolean sharesBlocks(Path store, Path target) {
        try {
            return ReflinkProbe.works(store, target);
        } catch (IOException notThere) {
            return false;
        }
    }

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
