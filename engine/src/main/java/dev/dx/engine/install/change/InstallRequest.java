package dev.dx.engine.install.change;

import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.install.project.MemberChoice;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One install, as it was asked for.
 *
 * @param project the folder that holds package.json
 * @param members whose manifests are changed, and whose packages are installed
 * @param omit kinds of dependency that stay out of node_modules; the lock holds them all the same
 * @param before versions published after this are not chosen; null for no such limit beyond the configured minimum age
 */
public record InstallRequest(
        Path project,
        Change change,
        MemberChoice members,
        Set<DependencyKind> omit,
        LockPolicy lock,
        NetworkPolicy network,
        @Nullable Instant before) {
    public InstallRequest {
        project = project.toAbsolutePath().normalize();
        omit = Set.copyOf(omit);
    }

    /** An install for the project, and for all of its members. */
    public InstallRequest(
            Path project,
            Change change,
            Set<DependencyKind> omit,
            LockPolicy lock,
            NetworkPolicy network,
            @Nullable Instant before) {
        this(project, change, MemberChoice.NONE, omit, lock, network, before);
    }

    public static InstallRequest of(Path project, Change change) {
        return new InstallRequest(project, change, Set.of(), LockPolicy.UPDATE, NetworkPolicy.ONLINE, null);
    }

    /** The same install with more kinds left out. */
    public InstallRequest omitting(Set<DependencyKind> more) {
        Set<DependencyKind> all = new HashSet<>(omit);
        all.addAll(more);
        return new InstallRequest(project, change, members, all, lock, network, before);
    }

    /** The same install of something else. */
    public InstallRequest of(Change other) {
        return new InstallRequest(project, other, members, omit, lock, network, before);
    }

    /** The same install for these members. */
    public InstallRequest of(MemberChoice chosen) {
        return new InstallRequest(project, change, chosen, omit, lock, network, before);
    }

    public enum LockPolicy {
        /** The lock is brought up to date with the manifest. */
        UPDATE,
        /** A lock that does not fit the manifest is an error. */
        FROZEN
    }

    public enum NetworkPolicy {
        ONLINE,
        /** What is cached is used however old it is. */
        PREFER_OFFLINE,
        /** The network is not touched. */
        OFFLINE
    }
}
