package dev.dx.engine.npm.lock;

import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.resolve.GeneratedProject;
import dev.dx.engine.npm.resolve.GeneratedRegistry;
import dev.dx.engine.npm.resolve.NpmSpecs;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** package-lock.json of a generated project. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LockBenchmark {
    private static final int DIRECT = 150;

    private final PackageManifest manifest = GeneratedRegistry.project(DIRECT);
    private TreeNode project = TreeNode.project(manifest, new NpmSpecs(NpmSpecs.Peers.INSTALLED));
    private String text = "";

    @Setup
    public void generate() {
        project = GeneratedProject.resolve(new GeneratedRegistry(1500, 1), DIRECT);
        text = write();
        System.out.printf(
                "%n# %,d places in the tree, %,d characters%n",
                project.everyNode().size(), text.length());
    }

    @Benchmark
    public String write() {
        return LockWriter.projectLock(project, manifest, "project", LockWriter.Addresses.WRITTEN, JsonStyle.NPM, 3);
    }

    @Benchmark
    public PackageLock read() {
        return PackageLock.parse(PackageLock.FILE_NAME, text);
    }

    /** Read, and made a tree again whose every edge is judged. */
    @Benchmark
    public TreeNode readToTree() {
        NpmSpecs specs = new NpmSpecs(NpmSpecs.Peers.INSTALLED);
        TreeNode tree = TreeNode.project(manifest, specs);
        read().toTree(tree, folder -> PackageManifest.EMPTY, specs);
        return tree;
    }
}
