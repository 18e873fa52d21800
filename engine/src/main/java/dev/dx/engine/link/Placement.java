package dev.dx.engine.link;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.store.StoredPackage;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * One package at one place of a node_modules folder.
 *
 * @param folder where it goes, relative to that node_modules: {@code a}, {@code @scope/b}, {@code a/node_modules/c}
 * @param content what goes there
 * @param executables paths of files in it that a command points at, so that they must be executable whatever their
 *     archive said
 * @param renamed paths of files in it that stand at another path; one whose new path another file of the content has is
 *     left out
 * @param files whether they may share anything with the store's
 */
public record Placement(
        Path folder, StoredPackage content, Set<String> executables, Map<String, String> renamed, Files files) {
    /** Whether files may share anything with the store's. */
    public enum Files {
        /** As the strategy has it. */
        SHARED,
        /** Somebody is going to write to them. */
        OWN
    }

    public Placement(Path folder, StoredPackage content, Set<String> executables, Map<String, String> renamed) {
        this(folder, content, executables, renamed, Files.SHARED);
    }

    public Placement(Path folder, StoredPackage content, Set<String> executables) {
        this(folder, content, executables, Map.of());
    }

    public Placement {
        executables = Set.copyOf(executables);
        renamed = Map.copyOf(renamed);
        check(folder);
    }

    /** Whether a package can be there. */
    static void check(Path folder) {
        if (folder.isAbsolute() || folder.toString().isEmpty()) {
            throw unsafe(folder);
        }
        for (Path segment : folder) {
            switch (segment.toString()) {
                case "", ".", "..", ".bin", ".dx" -> throw unsafe(folder);
                default -> {}
            }
        }
        if (folder.endsWith("node_modules")) {
            throw unsafe(folder);
        }
    }

    private static DxException unsafe(Path folder) {
        return new DxException(
                ErrorCode.DX_UNSAFE_PATH,
                "a package cannot be placed at \"" + folder + "\" of node_modules",
                "Remove the dependency of that name, or repair the lock file.");
    }
}
