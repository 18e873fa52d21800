package dev.dx.app.gui.projects;

import dev.dx.app.gui.task.Background;
import dev.dx.app.gui.task.Operations;
import dev.dx.app.settings.SettingsFile;
import dev.dx.engine.DxException;
import dev.dx.engine.install.ProjectOverview;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/**
 * Which projects are open, which one is in front, and which were open before. A project with an operation under way stays
 * open behind the one in front until it is over. UI thread only.
 */
public final class ProjectsModel {
    private final ProjectEngine engine;
    private final Background background;
    private final Operations operations;
    private final SettingsFile settings;

    private final ObservableList<ProjectModel> open = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<@Nullable ProjectModel> current = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Path> opening = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable DxException> problem = new ReadOnlyObjectWrapper<>();
    private final ObservableList<RecentProject> recent = FXCollections.observableArrayList();
    private Background.@Nullable Job reading;
    private Background.@Nullable Job looking;

    public ProjectsModel(ProjectEngine engine, Background background, Operations operations, SettingsFile settings) {
        this.engine = engine;
        this.background = background;
        this.operations = operations;
        this.settings = settings;
        lookAtRecent();
    }

    /** The project in front; null where none is open. */
    public ReadOnlyObjectProperty<@Nullable ProjectModel> currentProperty() {
        return current.getReadOnlyProperty();
    }

    public @Nullable ProjectModel current() {
        return current.get();
    }

    /** The folder being read just now; null while none is. */
    public ReadOnlyObjectProperty<@Nullable Path> openingProperty() {
        return opening.getReadOnlyProperty();
    }

    /** Why the last folder could not be opened; null if it could. */
    public ReadOnlyObjectProperty<@Nullable DxException> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /** The last one used first. */
    public ObservableList<RecentProject> recent() {
        return recent;
    }

    /** Opens a project by its folder, or by a file in it. */
    public void open(Path chosen) {
        Path path = chosen.toAbsolutePath().normalize();
        if (reading != null) {
            reading.cancel();
        }
        problem.set(null);
        opening.set(path);
        reading = background.run(() -> engine.inspect(folderOf(path)), this::opened, this::notOpened);
    }

    /** Back to the list of projects. */
    public void close() {
        ProjectModel project = current.get();
        current.set(null);
        if (project != null) {
            letGo(project);
        }
        lookAtRecent();
    }

    /** Takes a folder off the list of recent ones; the folder itself is not touched. */
    public void forget(Path folder) {
        settings.update(all -> all.withoutRecent(folder));
        lookAtRecent();
    }

    public void dismissProblem() {
        problem.set(null);
    }

    private void opened(ProjectOverview overview) {
        opening.set(null);
        settings.update(all -> all.withRecent(overview.folder()));
        lookAtRecent();
        ProjectModel before = current.get();
        ProjectModel next = openProject(overview.folder());
        if (next == null) {
            next = new ProjectModel(overview, engine, background, operations);
            open.add(next);
        }
        current.set(next);
        if (before != null && before != next) {
            letGo(before);
        }
    }

    private void notOpened(DxException failure) {
        opening.set(null);
        problem.set(failure);
    }

    private @Nullable ProjectModel openProject(Path folder) {
        for (ProjectModel project : open) {
            if (project.folder().equals(folder)) {
                return project;
            }
        }
        return null;
    }

    private void letGo(ProjectModel project) {
        if (!project.isBusy()) {
            open.remove(project);
            project.close();
            return;
        }
        project.busyProperty().subscribe(busy -> {
            if (!busy && current.get() != project && open.remove(project)) {
                project.close();
            }
        });
    }

    private void lookAtRecent() {
        if (looking != null) {
            looking.cancel();
        }
        List<Path> folders = settings.current().recentProjects();
        looking = background.run(
                () -> folders.stream().map(ProjectsModel::look).toList(),
                looked -> {
                    if (!recent.equals(looked)) {
                        recent.setAll(looked);
                    }
                },
                problem::set);
    }

    private static RecentProject look(Path folder) {
        return new RecentProject(folder, Files.isRegularFile(folder.resolve("package.json")));
    }

    private static Path folderOf(Path path) {
        Path parent = path.getParent();
        return parent != null && Files.isRegularFile(path) ? parent : path;
    }
}
