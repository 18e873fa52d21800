package dev.dx.app.gui.projects;

import dev.dx.app.gui.task.Background;
import dev.dx.app.gui.task.Operations;
import dev.dx.app.gui.task.Resumption;
import dev.dx.app.settings.SettingsFile;
import dev.dx.engine.DxException;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.overview.ProjectOverview;
import dev.dx.engine.install.project.WorkspaceRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/**
 * Which projects are open, in the order of their tabs, which one is in front, and which were open before. A project with an
 * operation under way goes on behind the others when its tab is closed, and is found again when it is opened. UI thread
 * only.
 */
public final class ProjectsModel {
    private final ProjectEngine engine;
    private final Background background;
    private final Operations operations;
    private final SettingsFile settings;

    private final ObservableList<ProjectModel> open = FXCollections.observableArrayList();
    private final ObservableList<ProjectModel> readOnlyOpen = FXCollections.unmodifiableObservableList(open);
    /** Where each project really is, however the way to it is written. */
    private final IdentityHashMap<ProjectModel, Path> places = new IdentityHashMap<>();

    private final List<ProjectModel> leaving = new ArrayList<>();
    private final ReadOnlyObjectWrapper<@Nullable ProjectModel> current = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Path> opening = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable DxException> problem = new ReadOnlyObjectWrapper<>();
    private final ObservableList<RecentProject> recent = FXCollections.observableArrayList();
    /** What is being read, the last one asked for last. */
    private final Map<Path, Background.Job> reading = new LinkedHashMap<>();

    private List<Path> remembered = List.of();
    private @Nullable Path wanted;
    private @Nullable Path unopened;
    private Background.@Nullable Job looking;

    public ProjectsModel(ProjectEngine engine, Background background, Operations operations, SettingsFile settings) {
        this.engine = engine;
        this.background = background;
        this.operations = operations;
        this.settings = settings;
        lookAtRecent();
    }

    /** The open projects, in the order of their tabs. */
    public ObservableList<ProjectModel> openProjects() {
        return readOnlyOpen;
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

    /** Opens a project by its folder, or by a file in it, and brings it to the front; its tab where it has one. */
    public void open(Path chosen) {
        open(chosen, _ -> {});
    }

    private void open(Path chosen, Consumer<ProjectModel> then) {
        Path path = chosen.toAbsolutePath().normalize();
        problem.set(null);
        for (ProjectModel project : open) {
            if (project.folder().equals(path)) {
                show(project);
                then.accept(project);
                return;
            }
        }
        // Tabs stand in the order in which they were asked for, and the last of them is in front, whichever is read
        // first.
        List<Path> order = new ArrayList<>(remembered);
        order.remove(path);
        order.add(path);
        remembered = List.copyOf(order);
        wanted = path;
        read(path, project -> {
            if (path.equals(wanted) || current.get() == null) {
                show(project);
            }
            then.accept(project);
        });
    }

    /**
     * Opens a project and does to it what an earlier window could not bring to its end.
     *
     * @param begun called once that is under way
     * @throws IllegalArgumentException if nothing was ever written down like that
     */
    public void resume(Resumption work, Runnable begun) {
        List<String> words = work.words();
        if (words.size() < 2) {
            throw new IllegalArgumentException("no folder");
        }
        Path folder = Path.of(words.getFirst());
        String member = words.get(1);
        Change change = ChangeWords.change(words.subList(2, words.size()));
        open(folder, project -> {
            project.changeFor(member, change);
            begun.run();
        });
    }

    /** Opens what was open when the window was closed; what was used last comes to the front. */
    public void restore() {
        remembered = settings.current().openProjects();
        List<Path> used = settings.current().recentProjects();
        Path front = used.stream()
                .filter(remembered::contains)
                .findFirst()
                .orElse(remembered.isEmpty() ? null : remembered.getFirst());
        for (Path path : remembered) {
            read(path, project -> {
                if (path.equals(front) && current.get() == null) {
                    current.set(project);
                }
            });
        }
    }

    /** Brings an open project to the front. */
    public void show(ProjectModel project) {
        if (open.contains(project)) {
            settings.update(all -> all.withRecent(project.folder()));
            lookAtRecent();
            current.set(project);
        }
    }

    /** Brings the project so many tabs to the right to the front, around the end. */
    public void showNext(int tabs) {
        int at = open.indexOf(current.get());
        if (at >= 0) {
            show(open.get(Math.floorMod(at + tabs, open.size())));
        }
    }

    /** Closes the project in front. */
    public void close() {
        ProjectModel project = current.get();
        if (project != null) {
            close(project);
        }
    }

    /** The tab goes, and its neighbour comes to the front where it was there. */
    public void close(ProjectModel project) {
        int at = open.indexOf(project);
        if (at < 0) {
            return;
        }
        if (current.get() == project) {
            current.set(open.size() == 1 ? null : open.get(at == open.size() - 1 ? at - 1 : at + 1));
        }
        open.remove(project);
        remember();
        letGo(project);
        lookAtRecent();
    }

    public void closeAll() {
        reading.values().forEach(Background.Job::cancel);
        reading.clear();
        showReading();
        List.copyOf(open).forEach(this::close);
    }

    /** Takes a folder off the list of recent ones; the folder itself is not touched. */
    public void forget(Path folder) {
        settings.update(all -> all.withoutRecent(folder));
        lookAtRecent();
    }

    public void dismissProblem() {
        problem.set(null);
    }

    /** What could not be opened, once more. */
    public void openAgain() {
        Path path = unopened;
        if (path != null) {
            open(path);
        }
    }

    /** The folder that could not be opened, or that of the file; null if none was tried. */
    public @Nullable Path unopened() {
        return unopened;
    }

    /**
     * A project as it was read, and where its folder really is.
     *
     * @param member the folder of the member that was asked for; "" for the project itself
     */
    private record Read(ProjectOverview overview, Path place, String member) {}

    private void read(Path path, Consumer<ProjectModel> then) {
        Background.Job before = reading.remove(path);
        if (before != null) {
            before.cancel();
        }
        reading.put(
                path,
                background.run(
                        () -> {
                            Path folder = folderOf(path);
                            // A member is installed with the rest of its workspace, or not at all.
                            WorkspaceRoot root = WorkspaceRoot.above(folder);
                            ProjectOverview overview = engine.inspect(root == null ? folder : root.project());
                            return new Read(overview, placeOf(overview.folder()), root == null ? "" : root.member());
                        },
                        read -> {
                            reading.remove(path);
                            showReading();
                            ProjectModel project = opened(read);
                            if (!read.member().isEmpty()) {
                                project.chooseWhenKnown(read.member());
                            }
                            then.accept(project);
                        },
                        failure -> {
                            reading.remove(path);
                            showReading();
                            unopened = path;
                            problem.set(null);
                            problem.set(failure);
                            remember();
                        }));
        showReading();
    }

    private void showReading() {
        Path last = null;
        for (Path path : reading.keySet()) {
            last = path;
        }
        opening.set(last);
    }

    private ProjectModel opened(Read read) {
        ProjectModel project = find(open, read.place());
        if (project != null) {
            return project;
        }
        project = find(leaving, read.place());
        if (project == null) {
            project = new ProjectModel(read.overview(), engine, background, operations);
            places.put(project, read.place());
        } else {
            leaving.remove(project);
        }
        open.add(tabOf(read.overview().folder()), project);
        remember();
        return project;
    }

    /** At the end; what was open before comes back in its old order, however long each takes to read. */
    private int tabOf(Path folder) {
        int own = remembered.indexOf(folder);
        if (own < 0) {
            return open.size();
        }
        int tab = 0;
        while (tab < open.size()) {
            int other = remembered.indexOf(open.get(tab).folder());
            if (other < 0 || other > own) {
                break;
            }
            tab++;
        }
        return tab;
    }

    /** What is still being read counts as open: the window may be closed before it is. */
    private void remember() {
        List<Path> folders =
                new ArrayList<>(open.stream().map(ProjectModel::folder).toList());
        remembered.stream().filter(reading::containsKey).forEach(folders::add);
        settings.update(all -> all.withOpen(folders));
    }

    private @Nullable ProjectModel find(List<ProjectModel> projects, Path place) {
        for (ProjectModel project : projects) {
            if (place.equals(places.get(project))) {
                return project;
            }
        }
        return null;
    }

    private void letGo(ProjectModel project) {
        if (!project.isBusy()) {
            places.remove(project);
            project.close();
            return;
        }
        leaving.add(project);
        project.busyProperty().subscribe(busy -> {
            if (!busy && leaving.remove(project)) {
                places.remove(project);
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

    private static Path placeOf(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException unreachable) {
            return folder;
        }
    }
}
