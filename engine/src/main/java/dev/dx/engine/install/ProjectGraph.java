package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.npm.lock.LockGraph;
import dev.dx.engine.npm.lock.PackageLock;
import java.nio.file.Path;

/** The graph of a project, from its lock. */
final class ProjectGraph {
    private ProjectGraph() {}

    static Graph read(Path project) {
        String name = ProjectFiles.lockName(project);
        String text = ProjectFiles.readLockText(project.resolve(name));
        if (text == null) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    project + ": has no package-lock.json",
                    "Run dx install once; its lock says who depends on whom.");
        }
        PackageLock lock = PackageLock.parse(name, text);
        return lock.version() == 1
                ? LockGraph.of(lock, ProjectManifest.read(project).manifest())
                : LockGraph.of(lock);
    }
}
