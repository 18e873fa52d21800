package dev.dx.engine.install;

import dev.dx.engine.Environment;
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

    /** Makes them ready; answers optional packages that could not be built. */
    Set<TreeNode> stage(
            TreePlan.Filled filled,
            @Nullable PackageLock before,
            ForeignEntries.Keep keep,
            Environment environment,
            DependencyBuilds builds,
            Set<TreeNode> edited,
            PackageSupply supply,
            InstallLog log) {
        Set<TreeNode> failed = new HashSet<>();
        for (String home : homes(filled, before)) {
            Path folder = project.resolve(home);
            if (!Files.isDirectory(folder)) {
                continue;
            }
            ProjectTransaction transaction = ProjectTransaction.begin(folder, log);
            transactions.add(transaction);
            Path staged = transaction.stagingModules();
            filled.write(project, home, staged, environment.platform(), edited, supply, log);
            failed.addAll(builds.run(home, staged));
            transaction.carryOver(new ForeignEntries(folder.resolve("node_modules"), home, before, keep));
        }
        return failed;
    }

    /** Those that get something, and those that had something. */
    private static Set<String> homes(TreePlan.Filled filled, @Nullable PackageLock before) {
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
