package dev.dx.engine.install.overview;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.install.project.CompiledLocks;
import dev.dx.engine.install.project.ProjectFiles;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.lock.BinaryLock;
import dev.dx.engine.lock.BinaryLockFormat;
import dev.dx.engine.npm.lock.LockGraph;
import dev.dx.engine.npm.lock.PackageLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The graph of a project, from its lock. */
public final class ProjectGraph {
    private ProjectGraph() {}

    /** @param compiled what is known of locks that were read before */
    public static Graph read(Path project, CompiledLocks compiled) {
        String name = ProjectFiles.lockName(project);
        if (name.equals(BinaryLockFormat.FILE_NAME)) {
            try (BinaryLock lock = BinaryLock.open(project.resolve(name))) {
                return lock.toGraph();
            }
        }
        byte[] text = ProjectFiles.readLock(project.resolve(name));
        if (text == null) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    project + ": has no package-lock.json",
                    "Run dx install once; its lock says who depends on whom.");
        }
        Graph known = compiled.find(text);
        if (known != null) {
            return known;
        }
        PackageLock lock = PackageLock.parse(name, new String(text, StandardCharsets.UTF_8));
        if (lock.version() == 1) {
            // What the project asks for is not in it: its text alone does not decide the graph.
            return LockGraph.of(lock, ProjectManifest.read(project).manifest());
        }
        Graph graph = LockGraph.of(lock);
        compiled.keep(text, graph);
        return graph;
    }
}
