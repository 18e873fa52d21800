package dev.dx.engine.npm.resolve;

import dev.dx.engine.npm.tree.TreeNode;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A generated registry resolved from nothing, all its packuments at hand. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ResolverBenchmark {
    @Param({"1500", "3000"})
    public int packages;

    private GeneratedRegistry registry = new GeneratedRegistry(1, 1);

    @Setup
    public void generate() {
        registry = new GeneratedRegistry(packages, 1);
        System.out.printf("%n# %,d places in the tree%n", resolve().everyNode().size());
    }

    @Benchmark
    public TreeNode resolve() {
        return GeneratedProject.resolve(registry, packages / 10);
    }
}
