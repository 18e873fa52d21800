package dev.dx.app.gui.store;

import dev.dx.engine.store.StoreKeeper.Held;
import java.nio.file.Path;
import java.util.List;

/** What is in the store, and who uses it. */
public record StoreContents(Path path, List<Held> packages, List<UsingProject> projects) {
    public StoreContents {
        packages = List.copyOf(packages);
        projects = List.copyOf(projects);
    }

    public boolean isEmpty() {
        return packages.isEmpty() && projects.isEmpty();
    }
}
