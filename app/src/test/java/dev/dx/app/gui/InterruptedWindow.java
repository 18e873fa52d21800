package dev.dx.app.gui;

import dev.dx.app.gui.projects.ProjectModel;
import dev.dx.app.gui.projects.ProjectsModel;
import dev.dx.app.gui.task.Background;
import dev.dx.app.gui.task.Journal;
import dev.dx.app.gui.task.Operations;
import dev.dx.app.gui.task.UiThread;
import dev.dx.app.settings.SettingsFile;
import dev.dx.engine.Environment;
import dev.dx.engine.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What is behind a window, as a process of its own that begins an install and waits to be killed. */
final class InterruptedWindow {
    private InterruptedWindow() {}

    /** @param arguments the folder of everything, and a package to add to the project in it */
    public static void main(String... arguments) {
        Path work = Path.of(arguments[0]);
        EngineOnDemand engine = new EngineOnDemand(new Environment(
                Map.of("DX_HOME", work.resolve("home").toString()), work.resolve("user"), Platform.current()));
        SettingsFile settings = SettingsFile.open(work.resolve("settings"), Runnable::run, failure -> {
            throw failure;
        });
        ExecutorService ui = Executors.newSingleThreadExecutor();
        UiThread thread = new UiThread(ui, Duration.ofMillis(20));
        Operations operations =
                new Operations(thread, Journal.in(settings.folder().resolve("unfinished")));
        ui.execute(() -> {
            ProjectsModel projects = new ProjectsModel(engine, new Background(thread), operations, settings);
            projects.currentProperty().subscribe(project -> begin(project, arguments[1]));
            projects.open(work.resolve("tea-time"));
        });
    }

    private static void begin(ProjectModel project, String spec) {
        if (project != null) {
            project.addition().textProperty().set(spec);
            project.add();
        }
    }
}
