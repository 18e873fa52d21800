package dev.dx.engine.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.cache.CacheUse;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.overview.EngineMemory;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an engine that stays asks for before anybody wants it. */
class ReadingAheadTest {
    @TempDir
    Path root;

    private final LocalRegistry registry = LocalRegistry.start().maxAge(Duration.ofHours(1));
    private EngineMemory memory = new EngineMemory();
    private ReadingAhead ahead = new ReadingAhead(memory);

    @BeforeEach
    void publish() {
        registry.publish(TestPackage.named("left", "1.0.0").dependency("inner", "1"));
        for (String name : List.of("inner", "right", "often", "rare", "@corp/own")) {
            registry.publish(TestPackage.named(name, "1.0.0"));
        }
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private Environment environment(Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("DX_HOME", root.resolve("home").toString());
        return TestProject.in(root.resolve("any"), registry.url(), variables).environment();
    }

    private void install(
            String project, InstallRequest.NetworkPolicy network, Map<String, String> more, String... names)
            throws IOException {
        StringBuilder wanted = new StringBuilder();
        for (String name : names) {
            wanted.append(wanted.isEmpty() ? "" : ", ").append('"').append(name).append("\": \"1\"");
        }
        Path folder = Files.createDirectories(root.resolve(project));
        Files.writeString(folder.resolve("package.json"), "{\"dependencies\": {" + wanted + "}}");
        try (Engine engine = Engine.open(environment(more), Map.of(), memory)) {
            InstallRequest usual = InstallRequest.of(folder, new Change.Sync());
            engine.install(
                    new InstallRequest(
                            folder,
                            usual.change(),
                            usual.members(),
                            usual.omit(),
                            usual.lock(),
                            network,
                            usual.before()),
                    event -> {});
        }
    }

    private void install(String project, String... names) throws IOException {
        install(project, InstallRequest.NetworkPolicy.ONLINE, Map.of(), names);
    }

    /** Some time later, in another process. */
    private void later() throws IOException {
        Path packuments = environment(Map.of()).dxHome().packuments();
        FileTime before = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
        try (Stream<Path> files = Files.walk(packuments)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Files.setLastModifiedTime(file, before);
            }
        }
        memory = new EngineMemory();
        ahead = new ReadingAhead(memory);
        registry.forgetRequests();
    }

    /** The names that are asked for while nobody asks. */
    private Set<String> quiet(Map<String, String> more) {
        registry.forgetRequests();
        while (ahead.step(environment(more))) {
            // piece by piece
        }
        Set<String> names = new TreeSet<>();
        registry.requests().forEach(request -> names.add(request.path().substring(1)));
        return names;
    }

    private CacheUse.Ahead counted() {
        try (Engine engine = Engine.open(environment(Map.of()))) {
            return engine.history().getLast().use().ahead();
        }
    }

    @Test
    void whatWasAskedForWithTheSameIsThereBeforeItIsWanted() throws IOException {
        install("one", "left", "right");
        install("two", "rare");
        quiet(Map.of());
        later();
        install("three", "left");
        assertEquals(Set.of("rare", "right"), quiet(Map.of()));
        assertEquals(Set.of(), quiet(Map.of()), "once after an install");
        registry.forgetRequests();
        install("four", "right");
        assertEquals(List.of(), registry.requestsFor("/right"));
        CacheUse.Ahead counted = counted();
        assertTrue(counted.fetched() >= 2, counted.toString());
        assertEquals(1, counted.used());
        install("five", "left", "often");
        assertEquals(CacheUse.Ahead.NONE, counted(), "each is counted once");
    }

    @Test
    void theLikeliestComeFirstAndNoMoreThanAreAllowed() throws IOException {
        install("one", "left", "right");
        install("two", "often", "rare");
        install("three", "often", "@corp/own");
        quiet(Map.of());
        later();
        install("four", InstallRequest.NetworkPolicy.ONLINE, Map.of("npm_config_read_ahead", "1"), "left");
        assertEquals(Set.of("right"), quiet(Map.of()));
        later();
        install("five", InstallRequest.NetworkPolicy.ONLINE, Map.of("npm_config_read_ahead", "0"), "left");
        assertEquals(Set.of(), quiet(Map.of()));
    }

    @Test
    void nothingIsAskedOnBuildServersOrWithoutTheNetwork() throws IOException {
        install("one", "left", "right");
        quiet(Map.of());
        later();
        install("two", "left");
        assertEquals(Set.of(), quiet(Map.of("CI", "true")));
        install("two", InstallRequest.NetworkPolicy.OFFLINE, Map.of(), "left");
        assertEquals(Set.of(), quiet(Map.of()));
        later();
        install("three", InstallRequest.NetworkPolicy.ONLINE, Map.of("npm_config_prefer_offline", "true"), "left");
        assertEquals(Set.of(), quiet(Map.of()));
    }

    /** A name that belongs to one registry is no other's business. */
    @Test
    void packageIsOnlyAskedForWhereItWasHad() throws IOException {
        install("one", "left", "@corp/own");
        quiet(Map.of());
        later();
        try (LocalRegistry other = LocalRegistry.start()) {
            Path npmrc = Files.createDirectories(root.resolve("two")).resolve(".npmrc");
            Files.writeString(npmrc, "@corp:registry=" + other.url() + "\n");
            install("two", "left");
            assertEquals(Set.of(), quiet(Map.of()));
            assertEquals(List.of(), other.requests());
        }
        later();
        install("three", "left");
        assertEquals(Set.of("@corp/own"), quiet(Map.of()));
    }

    @Test
    void registryThatFailsIsLeftAlone() throws IOException {
        install("one", "left", "right", "rare");
        quiet(Map.of());
        later();
        install("two", "left");
        registry.fail("/rare", 500, 100);
        registry.fail("/right", 500, 100);
        assertThrows(DxException.class, () -> quiet(Map.of()));
        assertEquals(1, registry.requests().size());
        assertEquals(Set.of(), quiet(Map.of()));
    }

    @Test
    void whatACommandCutsShortGoesOnLater() throws Exception {
        install("one", "left", "right");
        quiet(Map.of());
        later();
        install("two", "left");
        AtomicReference<DxException> cut = new AtomicReference<>();
        try (LocalRegistry.Stall stall = registry.stall("/right")) {
            Thread working = Thread.ofPlatform().start(() -> {
                try {
                    ahead.step(environment(Map.of()));
                } catch (DxException interrupted) {
                    cut.set(interrupted);
                }
            });
            assertTrue(stall.awaitRequest());
            working.interrupt();
            working.join(10_000);
            assertFalse(working.isAlive());
        }
        assertEquals(ErrorCode.DX_CANCELLED, cut.get().code());
        assertEquals(Set.of("right"), quiet(Map.of()));
    }

    @Test
    void damagedHistoryIsNoHistory() throws IOException {
        Path asked = environment(Map.of()).dxHome().asked();
        Files.createDirectories(asked.resolveSibling(""));
        Files.writeString(asked, "FULL ../x http://a/\nNO right x\n\u0000\u0000\nFULL a b c d\n\nABBREVIATED rare");
        install("one", "left");
        assertEquals(Set.of(), quiet(Map.of()));
        assertTrue(Files.readString(asked).contains(" left " + registry.url() + "left\n"));
    }
}
