package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.overview.EngineMemory;
import dev.dx.engine.install.tree.IdleWork;
import dev.dx.engine.install.tree.SpareMaking;
import dev.dx.engine.link.ModulesFolder;
import dev.dx.engine.npm.source.PackageArchive;
import dev.dx.engine.store.Store;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Installs a project of its own, again and again, in the first quiet moments of an engine that stays: nothing to do, a tree that
 * stood ready, a lock that came back. Of the milliseconds these take in a new engine most go into code that nobody has run yet;
 * afterwards whoever runs it for a project finds it compiled. All of it happens in a folder of the cache, which is gone then.
 */
final class Practice implements IdleWork {
    private static final int ROUNDS = 60;
    /** As many as make what is done for each count. */
    private static final int PACKAGES = 64;

    private static final String VERSION = "1.0.0";

    private final Consumer<InstallReport> observer;
    private final IdleWork spares = new SpareMaking();
    private int left = ROUNDS;
    private @Nullable Scene scene;

    Practice() {
        this(_ -> {});
    }

    /** @param observer told of every install */
    Practice(Consumer<InstallReport> observer) {
        this.observer = observer;
    }

    @Override
    public String name() {
        return "practice";
    }

    @Override
    public boolean step(Environment caller) {
        if (left == 0 || (caller.isCi() && !"1".equals(caller.get("DX_SPARES")))) {
            return false;
        }
        left--;
        Path folder = caller.dxHome().practice();
        Scene known = scene;
        // Whoever is interrupted begins anew; where it does not work it is not tried again.
        scene = null;
        try {
            if (known == null) {
                known = Scene.set(folder, caller, observer);
            }
            known.play(spares);
            scene = known;
        } catch (IOException e) {
            left = 0;
            throw DxException.io(folder.toString(), e);
        } catch (DxException failure) {
            if (failure.code() != ErrorCode.DX_CANCELLED) {
                left = 0;
            }
            throw failure;
        } finally {
            if (left == 0) {
                ModulesFolder.delete(caller.dxHome().folder(), folder);
            }
        }
        return left > 0;
    }

    /** A project with two states, and a home where everything is that both need. */
    private static final class Scene {
        private final Path project;
        private final Environment environment;
        private final List<State> states = new ArrayList<>();
        private final Consumer<InstallReport> observer;

        private Scene(Path project, Environment environment, Consumer<InstallReport> observer) {
            this.project = project;
            this.environment = environment;
            this.observer = observer;
        }

        static Scene set(Path folder, Environment caller, Consumer<InstallReport> observer) throws IOException {
            ModulesFolder.delete(caller.dxHome().folder(), folder);
            Path project = Files.createDirectories(folder.resolve("project"));
            String nowhere = folder.resolve("nowhere").toString();
            Environment environment = new Environment(
                    Map.of(
                            "DX_HOME",
                            folder.resolve("home").toString(),
                            "DX_SPARES",
                            "1",
                            "npm_config_registry",
                            "http://127.0.0.1:9/",
                            "npm_config_offline",
                            "true",
                            "npm_config_userconfig",
                            nowhere,
                            "npm_config_globalconfig",
                            nowhere),
                    folder,
                    caller.platform());
            Path packing = folder.resolve("packing");
            Store store = Store.open(environment.dxHome().store());
            List<State> states = new ArrayList<>();
            try (Store.Use _ = store.use()) {
                List<String> wishes = new ArrayList<>();
                List<String> places = new ArrayList<>();
                for (int i = 1; i <= PACKAGES; i++) {
                    String name = "practice-" + i;
                    Integrity integrity = store(name, packing, store);
                    wishes.add("\"" + name + "\": \"" + VERSION + "\"");
                    places.add("\"node_modules/%s\": {\"version\": \"%s\", \"integrity\": \"%s\"}"
                            .formatted(name, VERSION, integrity));
                    if (i == PACKAGES / 2 || i == PACKAGES) {
                        states.add(State.of(wishes, places));
                    }
                }
            }
            Scene scene = new Scene(project, environment, observer);
            for (State state : states) {
                scene.install(state);
                // As it is written from now on.
                scene.states.add(new State(state.manifest(), Files.readString(project.resolve("package-lock.json"))));
            }
            return scene;
        }

        /** Puts a package with a few files into the store. */
        private static Integrity store(String name, Path packing, Store store) throws IOException {
            Files.createDirectories(packing.resolve("lib"));
            Files.writeString(
                    packing.resolve("package.json"), "{\"name\": \"" + name + "\", \"version\": \"" + VERSION + "\"}");
            Files.writeString(packing.resolve("lib/index.js"), name);
            ByteArrayOutputStream archive = new ByteArrayOutputStream();
            PackageArchive.write(
                    packing, List.of("package.json", "lib/index.js"), Set.of(), archive, (path, size, mode) -> {});
            return store.unpackUnpromised(
                            new PackageId(name, VERSION), new ByteArrayInputStream(archive.toByteArray()), _ -> {})
                    .integrity();
        }

        void play(IdleWork spares) throws IOException {
            // The last of them stands.
            for (State state : List.of(states.getFirst(), states.getLast(), states.getLast())) {
                install(state);
            }
            while (spares.step(environment)) {
                // until a tree stands ready
            }
            ModulesFolder.delete(project, project.resolve("node_modules"));
            install(states.getLast());
        }

        private void install(State state) throws IOException {
            Files.writeString(project.resolve("package.json"), state.manifest());
            Files.writeString(project.resolve("package-lock.json"), state.lock());
            try (Engine engine = Engine.open(environment, Map.of(), new EngineMemory())) {
                observer.accept(engine.install(InstallRequest.of(project, new Change.Sync()), _ -> {}));
            }
        }
    }

    /** What a project's files say. */
    private record State(String manifest, String lock) {
        static State of(List<String> wishes, List<String> places) {
            String dependencies = "\"dependencies\": {" + String.join(", ", wishes) + "}";
            return new State(
                    "{\"name\": \"practice\", " + dependencies + "}",
                    "{\"name\": \"practice\", \"lockfileVersion\": 3, \"requires\": true, \"packages\": {"
                            + "\"\": {\"name\": \"practice\", " + dependencies + "}, " + String.join(", ", places)
                            + "}}");
        }
    }
}
