package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The engine: everything the window and the command line can do to a project. Safe for use by many threads. */
public final class Engine implements AutoCloseable {
    private final Environment environment;

    private Engine(Environment environment) {
        this.environment = environment;
    }

    public static Engine open(Environment environment) {
        return new Engine(environment);
    }

    /** Reads a project's files as they stand; never asks the network. */
    public ProjectOverview inspect(Path project) {
        throw missing("inspect " + project);
    }

    /**
     * Makes the project agree with its manifest, or throws and leaves it as it was. Interrupting the calling thread
     * cancels.
     */
    public InstallReport install(InstallRequest request, Consumer<InstallEvent> events) {
        throw missing("install " + request.project() + events);
    }

    /** The version behind the package's {@code latest} tag, from the registry the project's configuration names. */
    public String latest(Path project, String packageName) {
        throw missing("latest " + project + packageName);
    }

    @Override
    public void close() {}

    private DxException missing(String what) {
        return new DxException(ErrorCode.DX_UNSUPPORTED, what, environment.toString());
    }
}
