package dev.dx.app.gui.browse;

import dev.dx.engine.install.project.DependencyKind;
import java.nio.file.Path;
import javafx.beans.value.ObservableValue;
import org.jspecify.annotations.Nullable;

/** What this screen wants of the rest of the window. */
public interface BrowseHost {
    /** Whose configuration says which registry. */
    Path configuredFolder();

    /** The name of the project in front; null where none is. */
    ObservableValue<@Nullable String> projectName();

    /** Adds a package to the project in front. */
    void add(String spec, DependencyKind kind);

    /** Brings a package to the screen that converts. */
    void convert(String spec);

    /** Opens a page in the desktop's browser. */
    void open(String address);
}
