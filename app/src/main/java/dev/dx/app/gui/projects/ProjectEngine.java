package dev.dx.app.gui.projects;

import dev.dx.engine.DxException;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.install.InstallReport;
import dev.dx.engine.install.InstallRequest;
import dev.dx.engine.install.ProjectOverview;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What this screen asks of the engine. Every call blocks, may come from any thread, is cancelled by interrupting it, and
 * fails with {@link DxException} alone.
 */
public interface ProjectEngine {
    ProjectOverview inspect(Path project);

    InstallReport install(InstallRequest request, Consumer<InstallEvent> events);

    /** The version behind the package's {@code latest} tag. */
    String latest(Path project, String packageName);
}
