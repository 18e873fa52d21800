package dev.dx.app.gui.control;

import java.nio.file.Path;
import java.util.List;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/** The desktop's own dialogs for files. Each waits for its answer, on the UI thread. */
public interface Dialogs {
    /** Null if the user changed their mind. */
    @Nullable
    Path folder(Window owner, String title, @Nullable Path start);

    /**
     * Any number of files; none if the user changed their mind.
     *
     * @param endings patterns as in {@code *.tgz}; none for all files
     */
    List<Path> files(Window owner, String title, List<String> endings);

    /** Where to save something; null if the user changed their mind. */
    @Nullable
    Path save(Window owner, String title, String suggestedName);
}
