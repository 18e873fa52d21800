package dev.dx.app.gui;

import dev.dx.app.gui.control.Dialogs;
import dev.dx.app.gui.convert.ConvertModel;
import dev.dx.app.gui.convert.ConvertView;
import dev.dx.app.gui.projects.DependencyItem;
import dev.dx.app.gui.projects.ProjectModel;
import dev.dx.app.gui.projects.ProjectsModel;
import dev.dx.app.gui.projects.ProjectsView;
import dev.dx.app.gui.task.Background;
import dev.dx.app.gui.task.Operations;
import dev.dx.app.gui.task.UiThread;
import dev.dx.app.gui.text.Messages;
import dev.dx.app.settings.SettingsFile;
import java.nio.file.Path;
import java.util.List;
import org.kordamp.ikonli.feather.Feather;

/** The objects the window is made of, each made once, here and nowhere else. */
final class Services {
    private static final Path HOME = Path.of(System.getProperty("user.home", "."));

    private final SettingsFile settings;
    private final Operations operations;
    private final ProjectsModel projects;
    private final ConvertModel convert;
    private final Appearance appearance;
    private final Navigator navigator;

    Services(SettingsFile settings, Engines engines, Dialogs dialogs, UiThread ui) {
        this.settings = settings;
        this.operations = new Operations(ui);
        Background background = new Background(ui);
        this.projects = new ProjectsModel(engines.projects(), background, operations, settings);
        this.convert = new ConvertModel(
                engines.convert(), background, operations, this::configuredFolder, HOME.resolve("dx-packages"));
        this.appearance = new Appearance(settings);
        this.navigator = new Navigator(List.of(
                new Screen(Messages.text("rail.projects"), Feather.PACKAGE, () -> new ProjectsView(projects, dialogs)),
                new Screen(
                        Messages.text("rail.convert"),
                        Feather.ARCHIVE,
                        () -> new ConvertView(convert, dialogs, this::packagesOfProject))));
    }

    SettingsFile settings() {
        return settings;
    }

    Operations operations() {
        return operations;
    }

    ProjectsModel projects() {
        return projects;
    }

    ConvertModel convert() {
        return convert;
    }

    Appearance appearance() {
        return appearance;
    }

    Navigator navigator() {
        return navigator;
    }

    /** Whose .npmrc counts where no project is meant: that of the project in front, else the user's alone. */
    private Path configuredFolder() {
        ProjectModel front = projects.current();
        return front == null ? HOME : front.folder();
    }

    private List<String> packagesOfProject() {
        ProjectModel front = projects.current();
        return front == null
                ? List.of()
                : front.dependencies().stream()
                        .filter(DependencyItem::comesFromRegistry)
                        .map(DependencyItem::installedSpec)
                        .toList();
    }
}
