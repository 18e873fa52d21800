package dev.dx.engine.install;

import dev.dx.engine.Environment;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.Platform;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.overview.ProjectOverview;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.PackageHits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A project folder of its own with a DX home of its own, whose packages come from a registry on loopback. */
public final class TestProject {
    private final Path folder;
    private final Environment environment;
    private final List<InstallEvent> events = Collections.synchronizedList(new ArrayList<>());

    private TestProject(Path folder, Environment environment) {
        this.folder = folder;
        this.environment = environment;
    }

    public static TestProject in(Path root, LocalRegistry registry) {
        return in(root, registry.url());
    }

    public static TestProject in(Path root, String registryUrl) {
        return in(root, registryUrl, Map.of());
    }

    /**
     * @param more variables of the environment, before which the usual ones give way
     */
    public static TestProject in(Path root, String registryUrl, Map<String, String> more) {
        Map<String, String> variables = new HashMap<>();
        variables.put("DX_HOME", root.resolve("dx-home").toString());
        variables.put("npm_config_userconfig", root.resolve("no-user").toString());
        variables.put("npm_config_globalconfig", root.resolve("no-global").toString());
        variables.put("npm_config_registry", registryUrl);
        variables.put("npm_config_fetch_retries", "0");
        variables.put("PATH", System.getenv().getOrDefault("PATH", ""));
        variables.putAll(more);
        try {
            Path folder = Files.createDirectories(root.resolve("project"));
            return new TestProject(folder, new Environment(variables, root, new Platform("linux", "x64", "glibc")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path folder() {
        return folder;
    }

    public Environment environment() {
        return environment;
    }

    public Path modules() {
        return folder.resolve("node_modules");
    }

    public List<InstallEvent> events() {
        return List.copyOf(events);
    }

    public TestProject write(String path, String text) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String read(String path) {
        try {
            return Files.readString(folder.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean has(String path) {
        return Files.exists(folder.resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    public InstallReport install() {
        return run(new Change.Sync());
    }

    public InstallReport add(String... specs) {
        return run(new Change.Add(List.of(specs), null, Change.Precision.CARET));
    }

    public InstallReport remove(String... names) {
        return run(new Change.Remove(List.of(names)));
    }

    public InstallReport run(Change change) {
        return run(InstallRequest.of(folder, change), events::add);
    }

    /** Installs what the lock says, and refuses to change it. */
    public InstallReport installFrozen() {
        InstallRequest request = new InstallRequest(
                folder,
                new Change.Sync(),
                Set.of(),
                InstallRequest.LockPolicy.FROZEN,
                InstallRequest.NetworkPolicy.ONLINE,
                null);
        return run(request, events::add);
    }

    public InstallReport run(InstallRequest request, Consumer<InstallEvent> listener) {
        try (Engine engine = Engine.open(environment)) {
            return engine.install(request, listener);
        }
    }

    public @Nullable PackageHits search(String words, int most) {
        try (Engine engine = Engine.open(environment)) {
            return engine.search(folder, words, most);
        }
    }

    public ProjectOverview inspect() {
        try (Engine engine = Engine.open(environment)) {
            return engine.inspect(folder);
        }
    }

    /** A file without what is said there of when a tree was made, which does not make it another one. */
    static String timeless(String path, String text) {
        return path.endsWith(".dx/state.json")
                ? text.replaceAll(": \"[0-9a-z]{12}\"", ": \"\"").replaceAll(" *\"lockFile\".*\n", "")
                : text;
    }

    /** Every file and link of the project with its content, for comparing two moments byte for byte. */
    public Map<String, String> snapshot() {
        return snapshot(folder);
    }

    /** What the store holds of packages and of trust in them. */
    public Map<String, String> store() {
        Path store = environment.dxHome().store();
        Map<String, String> held = Files.exists(store) ? snapshot(store) : new TreeMap<>();
        held.keySet().removeIf(name -> name.endsWith(".lock"));
        return held;
    }

    private static Map<String, String> snapshot(Path root) {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                String name = root.relativize(path).toString();
                if (Files.isSymbolicLink(path)) {
                    files.put(name, "-> " + Files.readSymbolicLink(path));
                } else if (Files.isRegularFile(path)) {
                    String text = new String(Files.readAllBytes(path), java.nio.charset.StandardCharsets.ISO_8859_1);
                    files.put(name, timeless(name, text));
                }
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
