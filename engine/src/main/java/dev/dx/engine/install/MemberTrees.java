package dev.dx.engine.install;

import dev.dx.engine.install.project.ForeignEntries;
import dev.dx.engine.install.project.InstalledState;
import dev.dx.engine.install.supply.InstallLog;
import dev.dx.engine.install.tree.FilledTree;
import dev.dx.engine.install.tree.TreeFiles;
import dev.dx.engine.link.ProjectTransaction;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.tree.TreeNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The node_modules of members. All are made ready before the first takes its place; then each does in one step. Should the
 * process end between two of them, the project's own node_modules says no more that it is up to date, and the next install
 * completes what is missing.
 */
final class MemberTrees implements AutoCloseable {
    private final Path project;
    private final List<ProjectTransaction> transactions = new ArrayList<>();

    MemberTrees(Path project) {
        this.project = project;
    }

    /**
     * Makes them ready, but for those that stand; answers optional packages that could not be built.
     *
     * @param stands which folders have what they should
     */
    Set<TreeNode> stage(
            TreeFiles files,
            @Nullable PackageLock before,
            Predicate<String> stands,
            ForeignEntries.Keep keep,
            DependencyBuilds builds,
            InstallLog log) {
        Set<TreeNode> failed = new HashSet<>();
        for (String home : homes(files.tree(), before)) {
            Path folder = project.resolve(home);
            if (!Files.isDirectory(folder) || stands.test(home)) {
                continue;
            }
            ProjectTransaction transaction = ProjectTransaction.begin(folder, log);
            transactions.add(transaction);
            Path staged = transaction.stagingModules();
            files.write(home, staged);
            failed.addAll(builds.run(home, staged));
            transaction.carryOver(new ForeignEntries(folder.resolve("node_modules"), home, before, keep));
        }
        return failed;
    }

    /** Those that get something, and those that had something. */
    private static Set<String> homes(FilledTree filled, @Nullable PackageLock before) {
        Set<String> homes = new TreeSet<>(filled.homes());
        if (before != null) {
            for (String location : before.packages().keySet()) {
                int at = location.indexOf("/node_modules/");
                if (!location.startsWith("node_modules/") && at > 0) {
                    homes.add(location.substring(0, at));
                }
            }
        }
        return homes;
    }

    void commit() {
        if (!transactions.isEmpty()) {
            InstalledState.forget(project.resolve("node_modules"));
        }
        transactions.forEach(ProjectTransaction::commit);
    }

    @Override
    public void close() {
        RuntimeException first = null;
        for (ProjectTransaction transaction : transactions) {
            try {
                transaction.close();
            } catch (RuntimeException failed) {
                first = first == null ? failed : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
