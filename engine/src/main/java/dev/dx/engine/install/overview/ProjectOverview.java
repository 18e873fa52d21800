package dev.dx.engine.install.overview;

import dev.dx.engine.install.project.DependencyKind;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A project as its files stand right now, without asking the network.
 *
 * @param name the manifest's name, or the folder's where it has none
 * @param version the manifest's version; null where it has none
 */
public record ProjectOverview(
        Path folder,
        String name,
        @Nullable String version,
        List<DependencyRow> dependencies,
        LockState lock,
        ModulesState modules,
        int installedPackages) {
    public ProjectOverview {
        dependencies = List.copyOf(dependencies);
    }

    /**
     * One direct dependency.
     *
     * @param wanted what the manifest asks for, as written
     * @param locked the version the lock holds; null if none
     * @param installed the version that stands in node_modules; null if none
     */
    public record DependencyRow(
            String name,
            DependencyKind kind,
            String wanted,
            @Nullable String locked,
            @Nullable String installed,
            InstalledState state) {}

    public enum InstalledState {
        /** Installed in a version that fits. */
        OK,
        MISSING,
        /** Installed in a version that does not fit the manifest. */
        MISMATCH,
        /** Optional, and not for this platform. */
        SKIPPED
    }

    public enum LockState {
        ABSENT,
        /** It holds a version that fits for everything the manifest asks for. */
        CURRENT,
        OUT_OF_DATE,
        UNREADABLE
    }

    public enum ModulesState {
        ABSENT,
        /** As the lock says. */
        CURRENT,
        OUT_OF_DATE
    }
}
