package dev.dx.app.gui;

import dev.dx.app.gui.task.UiThread;
import dev.dx.app.gui.text.Messages;
import dev.dx.app.settings.SettingsFile;
import dev.dx.app.settings.WindowPlace;
import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.overview.EngineMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.image.Image;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/** The window as a program. */
public final class DxApplication extends Application {
    private static final double WIDTH = 1120;
    private static final double HEIGHT = 760;
    private static final double LEAST_WIDTH = 900;
    private static final double LEAST_HEIGHT = 600;

    /** Read while the toolkit starts; {@link Application} gives no other way to hand objects to its instance. */
    private static volatile @Nullable CompletableFuture<SettingsFile> settingsBeingRead;

    private static volatile EngineMemory memory = new EngineMemory();

    /** The window that is open, and folders that came before it was; guarded by the list. */
    private static final List<Optional<Path>> EARLY = new ArrayList<>();

    private static @Nullable DxApplication shown;

    private @Nullable EngineOnDemand engine;
    private @Nullable Services services;
    private @Nullable Stage stage;

    /**
     * Opens the window and returns when it was closed.
     *
     * @param folder the project to open; null for none
     * @param shared what this process knows from earlier calls, and learns
     */
    public static void launch(@Nullable Path folder, EngineMemory shared) {
        memory = shared;
        Path home = Environment.current().dxHome().folder();
        settingsBeingRead = CompletableFuture.supplyAsync(
                () -> SettingsFile.open(
                        home,
                        task -> Thread.ofVirtual().name("dx-settings").start(task),
                        DxApplication::cannotWriteSettings),
                task -> Thread.ofPlatform().name("dx-settings").start(task));
        try {
            Application.launch(DxApplication.class, folder == null ? new String[0] : new String[] {folder.toString()});
        } catch (UnsupportedOperationException noDisplay) {
            throw new DxException(
                    ErrorCode.DX_NO_DISPLAY,
                    Messages.text("failure.noDisplay"),
                    Messages.text("failure.noDisplay.remedy"),
                    noDisplay);
        }
    }

    /** Brings the window to the front, with a project if one is given, as soon as it is there. From any thread. */
    public static void show(@Nullable Path folder) {
        synchronized (EARLY) {
            DxApplication open = shown;
            if (open == null) {
                EARLY.add(Optional.ofNullable(folder));
            } else {
                Platform.runLater(() -> open.bringToFront(folder));
            }
        }
    }

    private void bringToFront(@Nullable Path folder) {
        if (stage == null || services == null) {
            return;
        }
        stage.setIconified(false);
        stage.toFront();
        stage.requestFocus();
        if (folder != null) {
            services.navigator().show(services.navigator().screens().getFirst());
            services.projects().open(folder);
        }
    }

    @Override
    public void start(Stage stage) {
        EngineOnDemand opened = new EngineOnDemand(Environment.current(), memory);
        engine = opened;
        SettingsFile settings =
                Objects.requireNonNull(settingsBeingRead, "launch reads them").join();
        Messages.speak(settings.current().language());
        Services services = new Services(
                settings, Engines.of(opened), new NativeDialogs(), getHostServices()::showDocument, UiThread.javaFx());
        this.services = services;
        this.stage = stage;
        // Begun before the window is made, so that the two happen side by side and nothing else flashes by in between.
        services.projects().restore();
        getParameters().getUnnamed().stream()
                .findFirst()
                .ifPresent(folder -> services.projects().open(Path.of(folder)));
        MainWindow window = new MainWindow(services, WIDTH, HEIGHT);
        stage.setTitle(Messages.text("window.title"));
        stage.getIcons().setAll(icons());
        stage.setMinWidth(LEAST_WIDTH);
        stage.setMinHeight(LEAST_HEIGHT);
        stage.setScene(window.scene());
        WindowPlace place = settings.current().window();
        if (place != null) {
            restore(stage, place);
        }
        stage.setOnCloseRequest(event -> {
            event.consume();
            window.closeWhenPossible(() -> close(stage, services));
        });
        stage.show();
        synchronized (EARLY) {
            shown = this;
            EARLY.forEach(folder -> bringToFront(folder.orElse(null)));
            EARLY.clear();
        }
        if (settings.damage() != null) {
            window.notice(Messages.text("settings.damaged", settings.file()));
        }
    }

    @Override
    public void stop() {
        if (engine != null) {
            engine.close();
        }
    }

    private static void close(Stage stage, Services services) {
        SettingsFile settings = services.settings();
        WindowPlace before = settings.current().window();
        boolean maximized = stage.isMaximized();
        // A maximised window keeps the size it had before, to return to.
        WindowPlace place = maximized && before != null
                ? new WindowPlace(before.x(), before.y(), before.width(), before.height(), true)
                : new WindowPlace(stage.getX(), stage.getY(), stage.getWidth(), stage.getHeight(), maximized);
        settings.update(all -> all.withWindow(place));
        stage.hide();
        // The window is gone; what is left to write is written before the process ends, and not on this thread.
        Thread.ofPlatform().name("dx-settings").start(() -> {
            services.finished();
            try {
                settings.flush();
            } catch (DxException unwritable) {
                cannotWriteSettings(unwritable);
            }
            Platform.exit();
        });
    }

    private static void restore(Stage stage, WindowPlace place) {
        // Where the window stood there may be no screen any more.
        if (Screen.getScreensForRectangle(place.x(), place.y(), place.width(), place.height())
                .isEmpty()) {
            return;
        }
        stage.setX(place.x());
        stage.setY(place.y());
        stage.setWidth(place.width());
        stage.setHeight(place.height());
        stage.setMaximized(place.maximized());
    }

    private static List<Image> icons() {
        return Stream.of(16, 24, 32, 48, 64, 128, 256)
                .map(size -> "icons/dx-" + size + ".png")
                .map(name -> Objects.requireNonNull(DxApplication.class.getResource(name), name))
                .map(url -> new Image(url.toExternalForm(), true))
                .toList();
    }

    private static void cannotWriteSettings(DxException unwritable) {
        System.getLogger(DxApplication.class.getName()).log(System.Logger.Level.WARNING, unwritable.getMessage());
    }
}
