package dev.dx.engine.install.project;

import dev.dx.engine.npm.lock.PackageLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells which entries of an old node_modules nobody installed there: caches of tools, links of {@code npm link}, what the
 * user put there. They move along into the new one.
 */
public final class ForeignEntries implements Predicate<String> {
    /** What package managers keep for themselves; it describes the old tree. */
    private static final Set<String> TOOLS_OWN = Set.of(
            ".bin",
            InstalledState.FOLDER,
            PackageLock.HIDDEN_FILE_NAME,
            ".modules.yaml",
            ".pnpm",
            ".pnpm-workspace-state.json",
            ".pnpm-workspace-state-v1.json",
            ".yarn-integrity",
            ".yarn-state.yml",
            ".bun");

    private static final Set<String> MARKS_OF_OTHER_TOOLS =
            Set.of(".modules.yaml", ".yarn-integrity", ".yarn-state.yml", ".bun");

    private final Path modules;
    private final Predicate<String> installed;
    private final boolean otherTool;
    private final Keep keep;

    /** What becomes of packages that nobody installed. */
    public enum Keep {
        /** They stay. */
        PACKAGES,
        /** They go; what is no package stays. */
        OTHERS,
        /** They stay; caches go with the tree they were made from. */
        PACKAGES_ALONE
    }

    /**
     * @param home the folder of this node_modules, as a path from the project's
     * @param installed what was installed there, as it was written down
     */
    public ForeignEntries(Path modules, String home, @Nullable PackageLock installed, Keep keep) {
        this.keep = keep;
        this.modules = modules;
        String prefix = home.isEmpty() ? "node_modules/" : home + "/node_modules/";
        this.installed = entry -> installed != null && installed.packages().containsKey(prefix + entry);
        this.otherTool = hasOtherTool(modules);
    }

    /** @param installed the names of what was installed */
    public ForeignEntries(Path modules, Set<String> installed, Keep keep) {
        this.keep = keep;
        this.modules = modules;
        this.installed = installed::contains;
        this.otherTool = hasOtherTool(modules);
    }

    /** Whether a package manager that leaves its mark there worked on it. */
    public static boolean hasOtherTool(Path modules) {
        return MARKS_OF_OTHER_TOOLS.stream().anyMatch(mark -> Files.exists(modules.resolve(mark)));
    }

    /** @param entry {@code .cache}, {@code name} or {@code @scope/name} */
    @Override
    public boolean test(String entry) {
        if (TOOLS_OWN.contains(entry)) {
            return false;
        }
        if (installed.test(entry)) {
            return false;
        }
        if (keep == Keep.PACKAGES_ALONE && entry.startsWith(".")) {
            return false;
        }
        if (keep == Keep.OTHERS && !entry.startsWith(".")) {
            return false;
        }
        // Another tool's packages are replaced as a whole; what has a dot in front is nobody's package.
        return !otherTool || entry.startsWith(".") || isLinkFromOutside(entry);
    }

    private boolean isLinkFromOutside(String entry) {
        Path path = modules.resolve(entry);
        try {
            return Files.isSymbolicLink(path)
                    && !path.toRealPath().startsWith(modules.toRealPath(LinkOption.NOFOLLOW_LINKS));
        } catch (java.io.IOException broken) {
            return false;
        }
    }
}
