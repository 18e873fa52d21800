package dev.dx.app;

import dev.dx.app.cli.Window;
import dev.dx.app.gui.DxApplication;
import dev.dx.engine.Environment;
import java.nio.file.Path;
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
        ToolkitLog.leaveOutClassPathWarning();
        DxApplication.launch(folder);
    }
}
