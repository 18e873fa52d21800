package dev.dx.app.gui.projects;

import java.nio.file.Path;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/** Asks the user for a folder, with whatever dialog the desktop has for that. */
public interface FolderChooser {
    /**
     * Blocks until the user has chosen.
     *
     * @param start where to begin to look; null for wherever the desktop begins
     * @return null if the user changed their mind
     */
    @Nullable
    Path choose(Window owner, @Nullable Path start);
}
