package dev.dx.app.gui;

import dev.dx.app.gui.projects.ProjectEngine;
import dev.dx.app.gui.projects.ProjectModel;
import dev.dx.app.gui.task.Precedence;
import dev.dx.app.gui.task.UiThread;
import dev.dx.app.settings.SettingsFile;
import dev.dx.app.settings.ThemeChoice;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javafx.animation.AnimationTimer;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.control.ToggleButton;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.paint.Color;
import javafx.stage.PopupWindow;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;

/** The real window on the headless platform, with a robot at its keys, and a camera. */
final class TestWindow implements AutoCloseable {
    static final Path SCREENS = Path.of("target", "screens");

    /** Styles and layout settle with the next pulses. */
    private static final int SETTLES = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final FxRobot robot = new QuickRobot();
    private final Stage stage;
    private final Services services;
    private final MainWindow window;
    /** What was handed to the desktop, by address. */
    final List<String> opened;

    private TestWindow(Stage stage, Services services, MainWindow window, List<String> opened) {
        this.opened = opened;
        this.stage = stage;
        this.services = services;
        this.window = window;
    }

    /** Opens a window whose settings are kept below {@code home}. */
    static TestWindow open(Path home, ProjectEngine engine) throws TimeoutException {
        return open(home, ScriptedEngines.of(engine), new ScriptedDialogs(), 980, 720);
    }

    static TestWindow open(Path home, Engines engines, ScriptedDialogs dialogs, double width, double height)
            throws TimeoutException {
        Precedence.lowerVirtualThreads();
        Stage stage = FxToolkit.registerPrimaryStage();
        return onUi(() -> {
            SettingsFile settings = SettingsFile.open(home, Runnable::run, failure -> {
                throw failure;
            });
            List<String> opened = new CopyOnWriteArrayList<>();
            Services services = new Services(settings, engines, dialogs, opened::add, UiThread.javaFx());
            MainWindow window = new MainWindow(services, width, height);
            stage.setScene(window.scene());
            stage.setX(0);
            stage.setY(0);
            stage.show();
            return new TestWindow(stage, services, window, opened);
        });
    }

    Services services() {
        return services;
    }

    Stage stage() {
        return stage;
    }

    MainWindow window() {
        return window;
    }

    void theme(ThemeChoice choice) {
        onUi(() -> {
            services.appearance().choiceProperty().set(choice);
            return choice;
        });
    }

    /** Opens a project and waits until it stands there. */
    ProjectModel project(Path folder) {
        onUi(() -> {
            services.projects().open(folder);
            return folder;
        });
        await("the project", () -> services.projects().current() != null);
        frames(SETTLES);
        return Objects.requireNonNull(services.projects().current());
    }

    /** Waits until the UI thread finds this true. */
    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!onUi(condition::getAsBoolean)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still waiting for " + what);
            }
            pause(5);
        }
    }

    /** Clicks on words that come with one of the next frames. */
    void clickOnceShown(String words) {
        await(words, () -> shows(words));
        robot.clickOn(words);
    }

    /** Brings a screen to the front by its name on the rail, however many there are. */
    void goTo(String screen) {
        robot.clickOn(onUi(() -> robot.lookup(".rail-item").queryAllAs(ToggleButton.class).stream()
                .filter(button -> button.getText().equals(screen))
                .findFirst()
                .orElseThrow()));
    }

    Node find(String query) {
        return robot.lookup(query).query();
    }

    boolean shows(String query) {
        return onUi(() -> robot.lookup(query).queryAll().stream().anyMatch(TestWindow::isShowing));
    }

    private static boolean isShowing(Node node) {
        for (Node each = node; each != null; each = each.getParent()) {
            if (!each.isVisible()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Writes what the window looks like, in both themes, as {@code NAME-light.png} and {@code NAME-dark.png}. The one that it
     * has is first: another one costs more than a picture.
     */
    void pictures(String name) throws IOException {
        for (ThemeChoice choice : themesFromThisOn()) {
            theme(choice);
            picture(name + suffix(choice));
        }
    }

    private List<ThemeChoice> themesFromThisOn() {
        boolean dark = onUi(() -> services.appearance().schemeProperty().get()) == ColorScheme.DARK;
        return dark ? List.of(ThemeChoice.DARK, ThemeChoice.LIGHT) : List.of(ThemeChoice.LIGHT, ThemeChoice.DARK);
    }

    private static String suffix(ThemeChoice choice) {
        return choice == ThemeChoice.DARK ? "-dark" : "-light";
    }

    /** As {@link #pictures}, with the menu that opens above the window. */
    void menuPictures(String name, Runnable open) throws IOException {
        for (ThemeChoice choice : themesFromThisOn()) {
            theme(choice);
            open.run();
            await("the menu", () -> Window.getWindows().size() > 1);
            picture(name + suffix(choice));
            robot.push(KeyCode.ESCAPE);
        }
    }

    private void picture(String name) throws IOException {
        settle();
        BufferedImage picture = onUi(() -> {
            BufferedImage window = image(stage.getScene());
            Graphics2D above = window.createGraphics();
            for (Window popup : Window.getWindows()) {
                if (popup instanceof PopupWindow && popup.isShowing()) {
                    above.drawImage(
                            image(popup.getScene()),
                            (int) (popup.getX() - stage.getX()),
                            (int) (popup.getY() - stage.getY()),
                            null);
                }
            }
            above.dispose();
            return window;
        });
        Files.createDirectories(SCREENS);
        Files.write(SCREENS.resolve(name + ".png"), QuickPng.of(picture));
    }

    /** Returns when styles and layout are what they will be. */
    void settle() {
        frames(SETTLES);
    }

    /** Returns when so many frames have begun. */
    static void frames(int number) {
        CountDownLatch pulses = new CountDownLatch(number);
        AnimationTimer counter = new AnimationTimer() {
            @Override
            public void handle(long now) {
                pulses.countDown();
            }
        };
        onUi(() -> {
            counter.start();
            return counter;
        });
        try {
            if (!pulses.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("there are no pulses");
            }
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
        onUi(() -> {
            counter.stop();
            return counter;
        });
    }

    private static BufferedImage image(Scene scene) {
        scene.getRoot().applyCss();
        scene.getRoot().layout();
        SnapshotParameters parameters = new SnapshotParameters();
        parameters.setFill(Color.TRANSPARENT);
        WritableImage snapshot = scene.getRoot().snapshot(parameters, null);
        int width = (int) snapshot.getWidth();
        int height = (int) snapshot.getHeight();
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        snapshot.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
        return image;
    }

    static <T> T onUi(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        if (Platform.isFxApplicationThread()) {
            task.run();
        } else {
            Platform.runLater(task);
        }
        try {
            return task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        } catch (InterruptedException | TimeoutException stuck) {
            throw new AssertionError("the UI thread does not answer", stuck);
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    @Override
    public void close() {
        onUi(() -> {
            services.operations().cancelAll();
            services.projects().closeAll();
            services.registry().stop();
            stage.hide();
            return stage;
        });
        // It may be reading what the test deletes now.
        await("the end of what is read", services.background()::isIdle);
    }
}
