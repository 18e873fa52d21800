package dev.dx.app.gui.projects;

import java.nio.file.Path;

/**
 * A folder that was open before.
 *
 * @param present whether it still holds a package.json, when last looked
 */
public record RecentProject(Path folder, boolean present) {
    public String name() {
        Path last = folder.getFileName();
        return last == null ? folder.toString() : last.toString();
    }
}
