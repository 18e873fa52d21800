package dev.dx.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.BuiltDx.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher that the build made, and the engine it starts to stay. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "launchers of other systems start a process each time")
class ResidentIT {
    private final BuiltDx built = BuiltDx.ofThisBuild();
    private final Map<String, @Nullable String> environment = new HashMap<>();

    @TempDir
    Path temporary;

    private Path project = Path.of("");

    @BeforeEach
    void start() throws Exception {
        environment.put("DX_HOME", temporary.resolve("home").toString());
        environment.put("DX_RESIDENT", null);
        environment.put("npm_config_userconfig", temporary.resolve("none").toString());
        project = Files.createDirectory(temporary.resolve("project"));
        Files.writeString(project.resolve("package.json"), "{\"name\": \"stays\", \"version\": \"1.0.0\"}");
        // Where it could not use its cache of classes it would end at once.
        Map<String, @Nullable String> cacheRequired = new HashMap<>(environment);
        cacheRequired.put("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on");
        Answer started = built.run(project, cacheRequired, "resident", "start");
        assertEquals(0, started.code(), started.err());
    }

    @AfterEach
    void stop() throws Exception {
        built.run(project, environment, "resident", "stop");
    }

    private Answer run(String... arguments) throws Exception {
        return built.run(project, environment, arguments);
    }

    private Answer without(String... arguments) throws Exception {
        Map<String, @Nullable String> without = new HashMap<>(environment);
        without.put("DX_RESIDENT", "0");
        return built.run(project, without, arguments);
    }

    private String endpoint() throws Exception {
        return Files.readString(temporary.resolve("home").resolve("resident").resolve("endpoint"));
    }

    private int calls() throws Exception {
        String status = run("resident", "status", "--json").out();
        return Integer.parseInt(status.replaceAll("(?s).*\"calls\": \"(\\d+)\".*", "$1"));
    }

    @Test
    void answersAsAProcessOfItsOwnDoes() throws Exception {
        List<String[]> commands = List.of(
                new String[] {"--version"},
                new String[] {"--help"},
                new String[] {"list", "--json"},
                new String[] {"instal"},
                new String[] {"list", "--cwd", "nowhere"},
                new String[] {"install"},
                new String[] {"install"},
                new String[] {"config", "get", "registry"});
        int before = calls();
        for (String[] command : commands) {
            Answer resident = run(command);
            Answer own = without(command);
            assertEquals(own.code(), resident.code(), String.join(" ", command) + ": " + resident.err());
            assertEquals(untimed(own.out()), untimed(resident.out()));
            assertEquals(untimed(own.err()), untimed(resident.err()));
        }
        // On a busy machine it may have been too slow for one or the other.
        assertTrue(calls() > before, "none of them was its own");
    }

    private static String untimed(String text) {
        return text.replaceAll("\\d+(\\.\\d+)? m?s\\b", "…");
    }

    @Test
    void scriptsRunAsTheLauncherItself() throws Exception {
        Files.writeString(
                project.resolve("package.json"),
                "{\"name\": \"stays\", \"version\": \"1.0.0\", \"scripts\": {\"hello\": \"echo hello; exit 3\"}}");
        Answer answer = run("run", "hello");
        assertTrue(answer.out().endsWith("hello\n"), answer.err());
        assertEquals(3, answer.code());
    }

    @Test
    void oneThatWasKilledIsGoneWithoutAndAnotherCanBeStarted() throws Exception {
        long process = Long.parseLong(endpoint().split(" ")[1]);
        ProcessHandle handle = ProcessHandle.of(process).orElseThrow();
        handle.destroyForcibly();
        handle.onExit().get(20, TimeUnit.SECONDS);

        assertEquals(0, run("--version").code());
        assertEquals(1, run("resident", "status").code());
        assertEquals(0, run("resident", "start").code());
        assertFalse(endpoint().contains(" " + process + " "));
        assertEquals(0, run("list").code());
    }
}
