package dev.dx.app;

import dev.dx.app.cli.ResidentHost;
import dev.dx.app.cli.call.Window;
import dev.dx.app.gui.DxApplication;
import dev.dx.app.gui.task.Precedence;
import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.install.overview.EngineMemory;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** The window on this machine's desktop. The toolkit's classes are loaded when it opens, not before. */
final class DesktopWindow implements Window {
    private final CancelOnExit cancel;

    DesktopWindow(CancelOnExit cancel) {
        this.cancel = cancel;
    }

    @Override
    public boolean canOpen(Environment environment) {
        return switch (environment.platform().os()) {
            case "darwin", "win32" -> true;
            default ->
                environment.get("DISPLAY") != null
                        || environment.get("WAYLAND_DISPLAY") != null
                        || "Headless".equals(System.getProperty("glass.platform"));
        };
    }

    @Override
    public void open(@Nullable Path folder) {
        // The window has its own way to end: it cancels what it runs.
        cancel.done();
        Path home = Environment.current().dxHome().folder();
        if (WindowDoor.knock(home, folder)) {
            return;
        }
        ToolkitLog.leaveOutClassPathWarning();
        EngineMemory memory = new EngineMemory();
        FutureTask<@Nullable ResidentHost> hosting = new FutureTask<>(() -> host(memory));
        FutureTask<@Nullable WindowDoor> door = new FutureTask<>(() -> door(home));
        Thread.ofPlatform().name("dx-resident-start").daemon().start(() -> {
            Precedence.lowerVirtualThreads();
            door.run();
            hosting.run();
        });
        try {
            DxApplication.launch(folder, memory);
        } finally {
            close(door);
            end(hosting);
        }
    }

    /** Without it, a second start opens a second window. */
    private static @Nullable WindowDoor door(Path home) {
        try {
            return WindowDoor.open(home, DxApplication::show);
        } catch (DxException unwritable) {
            System.getLogger(DesktopWindow.class.getName()).log(System.Logger.Level.WARNING, unwritable.getMessage());
            return null;
        }
    }

    private static void close(FutureTask<@Nullable WindowDoor> opening) {
        try (WindowDoor _ = opening.get()) {
            // What comes from now on opens a window of its own.
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException defect) {
            throw new IllegalStateException(defect.getCause());
        }
    }

    /** While it is open, the window does what launchers are given. It opens all the same where it cannot. */
    private @Nullable ResidentHost host(EngineMemory memory) {
        Path home = Environment.current().dxHome().folder();
        try {
            return ResidentHost.start(home, ResidentHost.Kind.WINDOW, this, memory);
        } catch (DxException unwritable) {
            System.getLogger(DesktopWindow.class.getName()).log(System.Logger.Level.WARNING, unwritable.getMessage());
            return null;
        }
    }

    /** What somebody's terminal waits for is not cancelled because a window is closed. */
    private static void end(FutureTask<@Nullable ResidentHost> hosting) {
        try (ResidentHost host = hosting.get()) {
            if (host != null) {
                host.finish();
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException defect) {
            throw new IllegalStateException(defect.getCause());
        }
    }
}
