package dev.dx.app.gui.projects;

import java.nio.file.Path;
import java.util.List;

/** What this screen wants of the window around it: the ways on that lead elsewhere. */
public interface ProjectsHost {
    /** Opens a file or a folder with whatever the desktop opens such with. */
    void openWithDesktop(Path file);

    /**
     * Shows a package with who needs it and what it needs.
     *
     * @param places where it may stand, as paths from the project, the most likely first
     */
    void showInGraph(Path project, List<String> places);

    /** Goes step by step to the registry, where it can be watched. */
    void tryConnection();

    /** Shows what DX keeps on the disk, and what of it could go. */
    void makeRoom();
}
