package dev.dx.app;

import dev.dx.app.resident.Call;
import dev.dx.app.resident.CallHandler;
import dev.dx.app.resident.Idleness;
import dev.dx.app.resident.ResidentClient;
import dev.dx.app.resident.ResidentLog;
import dev.dx.app.resident.ResidentServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where later starts hand their folders to the window that is open already. It is apart from the resident engine, which may
 * be another process, and speaks its language: only the same user can knock.
 */
final class WindowDoor implements AutoCloseable {
    private final ResidentServer server;
    private final Idleness idleness;

    private WindowDoor(ResidentServer server, Idleness idleness) {
        this.server = server;
        this.idleness = idleness;
    }

    /** Hands a folder, or null for none, to the open window of a home; answers whether there is one. */
    static boolean knock(Path home, @Nullable Path folder) {
        return new ResidentClient(folderOf(home)).show(folder);
    }

    /** Lets folders in from now on, on threads of their own; null where the home has an open window already. */
    static @Nullable WindowDoor open(Path home, Consumer<@Nullable Path> show) {
        Path folder = folderOf(home);
        ResidentLog log = ResidentLog.in(folder);
        Idleness idleness = new Idleness(List.of(), log);
        ResidentServer server = null;
        try {
            server = ResidentServer.start(folder, "window", "window", new Showing(show), idleness, log);
            return server == null ? null : new WindowDoor(server, idleness);
        } finally {
            if (server == null) {
                idleness.close();
            }
        }
    }

    private static Path folderOf(Path home) {
        return home.resolve("window");
    }

    @Override
    public void close() {
        server.close();
        idleness.close();
    }

    private record Showing(Consumer<@Nullable Path> window) implements CallHandler {
        @Override
        public @Nullable Work prepare(Call call) {
            return null;
        }

        @Override
        public Map<String, String> state() {
            return Map.of("kind", "window");
        }

        @Override
        public boolean show(@Nullable Path folder) {
            window.accept(folder);
            return true;
        }
    }
}
