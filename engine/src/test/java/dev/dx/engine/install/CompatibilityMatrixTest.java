package dev.dx.engine.install;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.store.FolderRemoval;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people build, test and serve with the usual tools ends the same after DX installed it, with files and with links,
 * as after npm. It needs npm, the registry that npm is configured with, and minutes a line. {@code -Ddx.matrix=NAME,…}
 * chooses lines, {@code -Ddx.matrix.folder=DIR} says where they are done; what came of them stands in target/matrix.md.
 */
@Tag("matrix")
class CompatibilityMatrixTest {
    private static final Path TABLE = Path.of("target", "matrix.md");
    private static final String DAY = "2026-09-01";

    private Path root;

    @BeforeAll
    static void beginTable() throws IOException {
        Files.createDirectories(TABLE.getParent());
        Files.writeString(TABLE, """
            | project | with npm | DX, own | DX, shared |
            | --- | --- | --- | --- |
            """);
    }

    static List<MatrixLine> lines() throws IOException, URISyntaxException {
        String chosen = System.getProperty("dx.matrix");
        Set<String> names = chosen == null ? Set.of() : Set.of(chosen.split(","));
        return MatrixLine.all().stream()
                .filter(line -> names.isEmpty() || names.contains(line.name()))
                .toList();
    }

    @BeforeEach
    void makeFolder() throws IOException {
        String folder = System.getProperty("dx.matrix.folder");
        root = folder == null
                ? Files.createTempDirectory("dx-matrix")
                : Files.createTempDirectory(Files.createDirectories(Path.of(folder)), "dx-matrix");
    }

    @AfterEach
    void deleteFolder() throws IOException {
        FolderRemoval.removeWhatCanBe(root);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void endsTheSame(MatrixLine whole) throws IOException, InterruptedException {
        List<String> failures = new ArrayList<>();
        MatrixLine line = whole;
        String leftOut = "";
        Map<String, String> npm = afterNpm(line, line.scripts().isEmpty() ? "" : " --dangerously-allow-all-scripts");
        if (npm.containsKey("install") && !whole.scripts().isEmpty()) {
            line = whole.withoutScripts();
            leftOut = "; without " + String.join(", ", whole.needing()) + ", as npm's install with the script of "
                    + String.join(", ", whole.scripts()) + " failed (" + npm.get("install") + ")";
            npm = afterNpm(line, " --ignore-scripts");
        }
        if (!isGood(npm)) {
            failures.add("npm: " + said(npm));
        }
        Map<String, String> own = afterDx(line, "own", npm, failures);
        Map<String, String> shared = afterDx(line, "shared", npm, failures);
        Files.writeString(
                TABLE,
                "| " + line + " | " + said(npm) + leftOut + " | " + compared(own, npm) + " | " + compared(shared, npm)
                        + " |\n",
                StandardOpenOption.APPEND);
        assertEquals("", String.join("\n", failures));
    }

    private Map<String, String> afterNpm(MatrixLine line, String flags) throws IOException, InterruptedException {
        Path project = root.resolve("npm");
        line.copyTo(project);
        MatrixRun run = run(line, project);
        String installed = run.command("npm install --before " + DAY + flags);
        Map<String, String> outcomes = new TreeMap<>();
        if (installed.equals(MatrixRun.GOOD)) {
            outcomes.putAll(run.steps());
        } else {
            outcomes.put("install", installed);
        }
        if (!isGood(outcomes)) {
            System.out.println(line + " with npm: " + said(outcomes) + "\n" + run.printed());
        }
        FolderRemoval.removeWhatCanBe(project);
        return outcomes;
    }

    private Map<String, String> afterDx(MatrixLine line, String mode, Map<String, String> npm, List<String> failures)
            throws IOException, InterruptedException {
        Path project = root.resolve(mode);
        line.copyTo(project);
        MatrixRun run = run(line, project);
        Map<String, String> outcomes = new TreeMap<>();
        try {
            String fellBack = install(line, project, mode);
            if (fellBack.isEmpty()) {
                outcomes.putAll(run.steps());
            } else {
                outcomes.put("own", fellBack);
            }
        } catch (DxException refusal) {
            outcomes.put("install", refusal.getMessage());
        }
        if (!outcomes.containsKey("own") && !outcomes.equals(npm)) {
            failures.add(mode + ": " + said(outcomes) + "; npm: " + said(npm) + "\n" + run.printed());
        }
        FolderRemoval.removeWhatCanBe(project);
        return outcomes;
    }

    /** Answers why there are files where links were asked for; nothing if that is not so. */
    private String install(MatrixLine line, Path project, String mode) {
        try (Engine engine = Engine.open(environment(), Map.of("node-modules", mode))) {
            List<String> warnings = new ArrayList<>(engine.install(request(project, new Change.Sync()), event -> {})
                    .warnings());
            if (!line.scripts().isEmpty()) {
                Change approve = new Change.Approve(line.scripts(), Change.Verdict.APPROVED);
                engine.install(request(project, approve), event -> {});
            }
            return warnings.stream()
                    .filter(warning -> warning.startsWith("node_modules gets files"))
                    .map(warning -> warning.replaceAll(".*no links: (.*) \\(--.*", "$1"))
                    .collect(Collectors.joining());
        }
    }

    private static InstallRequest request(Path project, Change change) {
        return new InstallRequest(
                project,
                change,
                Set.of(),
                InstallRequest.LockPolicy.UPDATE,
                InstallRequest.NetworkPolicy.ONLINE,
                Instant.parse(DAY + "T00:00:00Z"));
    }

    private Environment environment() {
        Environment current = Environment.current();
        return new Environment(variables(), current.userHome(), current.platform());
    }

    /** Tools are to ask nobody anything, and to report to nobody. */
    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.keySet().removeIf(name -> name.startsWith("npm_") || name.equals("NODE_ENV"));
        variables.put("DX_HOME", root.resolve("dx-home").toString());
        variables.put("npm_config_cache", root.resolve("npm-cache").toString());
        variables.put("XDG_CACHE_HOME", root.resolve("cache").toString());
        variables.put("XDG_CONFIG_HOME", root.resolve("config").toString());
        variables.put("CI", "true");
        variables.put("DO_NOT_TRACK", "1");
        for (String tool : List.of("NEXT", "ASTRO", "NUXT", "TURBO")) {
            variables.put(tool + "_TELEMETRY_DISABLED", "1");
        }
        return variables;
    }

    private MatrixRun run(MatrixLine line, Path project) {
        return new MatrixRun(line, project, project.resolveSibling(project.getFileName() + ".log"), variables());
    }

    private static boolean isGood(Map<String, String> outcomes) {
        return outcomes.values().stream().allMatch(MatrixRun.GOOD::equals);
    }

    private static String said(Map<String, String> outcomes) {
        return outcomes.entrySet().stream()
                .map(step ->
                        step.getValue().equals(MatrixRun.GOOD) ? step.getKey() : step.getKey() + ": " + step.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String compared(Map<String, String> dx, Map<String, String> npm) {
        String fellBack = dx.get("own");
        return fellBack != null ? "own: " + fellBack : dx.equals(npm) ? "same" : said(dx);
    }
}
