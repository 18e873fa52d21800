package dev.dx.engine.install.project;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.workspace.WorkspaceFolders;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The project that a folder belongs to as a member of its workspace.
 *
 * @param member the folder, as a path from the project's
 */
public record WorkspaceRoot(Path project, String member) {
    /** Looks for the project above a folder; null if it belongs to none. */
    public static @Nullable WorkspaceRoot above(Path folder) {
        Path member = folder.toAbsolutePath().normalize();
        for (Path above = member.getParent(); above != null; above = above.getParent()) {
            String path = above.relativize(member).toString().replace('\\', '/');
            if (hasMember(above, path)) {
                return new WorkspaceRoot(above, path);
            }
        }
        return null;
    }

    private static boolean hasMember(Path project, String folder) {
        try {
            ProjectManifest manifest = ProjectManifest.readIfPresent(project);
            return manifest != null
                    && WorkspaceFolders.find(project, manifest.json()).containsValue(folder);
        } catch (DxException unreadable) {
            // What lies above and cannot be read is none of this folder's business.
            return false;
        }
    }
}
