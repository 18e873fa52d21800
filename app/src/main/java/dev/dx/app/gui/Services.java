package dev.dx.app.gui;

import dev.dx.app.gui.projects.FolderChooser;
import dev.dx.app.gui.projects.ProjectEngine;
import dev.dx.app.gui.projects.ProjectsModel;
import dev.dx.app.gui.projects.ProjectsView;
import dev.dx.app.gui.task.Background;
import dev.dx.app.gui.task.Operations;
import dev.dx.app.gui.task.UiThread;
import dev.dx.app.gui.text.Messages;
import dev.dx.app.settings.SettingsFile;
import java.util.List;
import org.kordamp.ikonli.feather.Feather;

/** The objects the window is made of, each made once, here and nowhere else. */
final class Services {
    private final SettingsFile settings;
    private final Operations operations;
    private final ProjectsModel projects;
    private final Appearance appearance;
    private final Navigator navigator;

    Services(SettingsFile settings, ProjectEngine engine, FolderChooser chooser, UiThread ui) {
        this.settings = settings;
        this.operations = new Operations(ui);
        this.projects = new ProjectsModel(engine, new Background(ui), operations, settings);
        this.appearance = new Appearance(settings);
        this.navigator = new Navigator(List.of(new Screen(
                Messages.text("rail.projects"), Feather.PACKAGE, () -> new ProjectsView(projects, chooser))));
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

    Appearance appearance() {
        return appearance;
    }

    Navigator navigator() {
        return navigator;
    }
}
