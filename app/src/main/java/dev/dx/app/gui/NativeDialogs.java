package dev.dx.app.gui;

import dev.dx.app.gui.control.Dialogs;
import dev.dx.app.gui.text.Messages;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/** The desktop's dialogs, as JavaFX shows them. */
final class NativeDialogs implements Dialogs {
    @Override
    public @Nullable Path folder(Window owner, String title, @Nullable Path start) {
        DirectoryChooser chooser = new DirectoryChooser();
        chooser.setTitle(title);
        File folder = start == null ? null : start.toFile();
        if (folder != null && folder.isDirectory()) {
            chooser.setInitialDirectory(folder);
        }
        File chosen = chooser.showDialog(owner);
        return chosen == null ? null : chosen.toPath();
    }

    @Override
    public List<Path> files(Window owner, String title, List<String> endings) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(title);
        if (!endings.isEmpty()) {
            chooser.getExtensionFilters()
                    .addAll(
                            new FileChooser.ExtensionFilter(String.join(", ", endings), endings),
                            new FileChooser.ExtensionFilter(Messages.text("dialog.allFiles"), "*"));
        }
        List<File> chosen = chooser.showOpenMultipleDialog(owner);
        return chosen == null ? List.of() : chosen.stream().map(File::toPath).toList();
    }

    @Override
    public @Nullable Path save(Window owner, String title, String suggestedName) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(title);
        chooser.setInitialFileName(suggestedName);
        File chosen = chooser.showSaveDialog(owner);
        return chosen == null ? null : chosen.toPath();
    }
}
