package dev.dx.app.gui;

import dev.dx.app.gui.control.Dialogs;
import java.nio.file.Path;
import java.util.List;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/** Answers as a user would; without an answer the user changes their mind. */
final class ScriptedDialogs implements Dialogs {
    volatile @Nullable Path folder;
    volatile List<Path> files = List.of();
    volatile @Nullable Path save;
    /** Where a dialog for a folder began. */
    volatile @Nullable Path near;

    @Override
    public @Nullable Path folder(Window owner, String title, @Nullable Path start) {
        near = start;
        return folder;
    }

    @Override
    public List<Path> files(Window owner, String title, List<String> endings) {
        return files;
    }

    @Override
    public @Nullable Path save(Window owner, String title, String suggestedName) {
        return save;
    }
}
