package dev.dx.app.cli;

import dev.dx.app.cli.call.Window;
import dev.dx.app.cli.program.ProductVersion;
import dev.dx.app.resident.CallHandler;
import dev.dx.app.resident.Idleness;
import dev.dx.app.resident.ResidentLog;
import dev.dx.app.resident.ResidentServer;
import dev.dx.engine.Environment;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.overview.EngineMemory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** This process as the resident engine of a home, with all that takes. */
public final class ResidentHost implements AutoCloseable {
    private final Idleness idleness;
    private final ResidentServer server;

    private ResidentHost(Idleness idleness, ResidentServer server) {
        this.idleness = idleness;
        this.server = server;
    }

    /** What kind of process it is. */
    public enum Kind {
        PROCESS,
        WINDOW
    }

    /**
     * Begins to do commands for callers elsewhere; null if the home has a resident engine already.
     *
     * @param memory what is known from earlier calls, and is to be from these
     */
    public static @Nullable ResidentHost start(Path home, Kind kind, Window window, EngineMemory memory) {
        ResidentLog log = ResidentLog.in(home);
        CallHandler handler = new ResidentCalls(kind, window, memory);
        Idleness idleness = new Idleness(Engine.idleWork(memory), log);
        ResidentServer server = null;
        try {
            server = ResidentServer.start(home, ProductVersion.read(), ProductVersion.build(), handler, idleness, log);
            return server == null ? null : new ResidentHost(idleness, server);
        } finally {
            if (server == null) {
                idleness.close();
            }
        }
    }

    /** What makes commands of somebody faster may be done before the first one comes. */
    public void expect(Environment caller) {
        idleness.expect(caller);
    }

    /** Returns when somebody asked it to end and the last call is done. */
    public void awaitEnd() throws InterruptedException {
        server.awaitStop();
    }

    /** Takes no more calls, and returns when those that run are done. */
    public void finish() throws InterruptedException {
        server.stop();
        server.awaitStop();
    }

    /** Ends it, cancelling what runs. */
    @Override
    public void close() {
        server.close();
        idleness.close();
    }
}
