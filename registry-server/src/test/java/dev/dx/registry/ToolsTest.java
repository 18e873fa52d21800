package dev.dx.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dx.engine.Environment;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.engine.npm.semver.Version;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real tools against a registry in front of the one that npm is configured with: each installs into a fresh cache,
 * publishes, and installs what it published. {@code -Ddx.peers=DIR} says where they are, as DIR/bin/NAME: npm, pnpm, yarn,
 * yarn-classic and bun. {@code -Ddx.project=DIR} says what is installed, else something small.
 */
@Tag("e2e")
class ToolsTest {
    private static final String SMALL = "{\"name\": \"project\", \"version\": \"1.0.0\", \"private\": true,"
            + " \"dependencies\": {\"express\": \"^4\", \"chalk\": \"4\"}}";

    @TempDir
    Path folder;

    private record Result(int exit, String output) {}

    @ParameterizedTest
    @ValueSource(strings = {"npm", "pnpm", "yarn", "yarn-classic", "bun"})
    void installsPublishesAndInstallsBack(String tool) throws Exception {
        Path program = Path.of(System.getProperty("dx.peers", "/nowhere"), "bin", tool);
        assumeTrue(Files.exists(program), "-Ddx.peers=DIR does not say where " + tool + " is");
        RegistrySettings settings =
                RegistryConfig.settings(folder.resolve("data")).withPorts(0, 0);
        try (RegistryServer started = new RegistryServer(settings, Environment.current(), 10);
                TestServer server = TestServer.of(started)) {
            started.start();
            String token = server.register("publisher").substring("Bearer ".length());
            String chosen = System.getProperty("dx.project");
            String manifest = chosen == null ? SMALL : Files.readString(Path.of(chosen, "package.json"));
            Path project =
                    project("project", tool.startsWith("yarn") ? pinned(manifest, server) : manifest, server, token);
            Result installed = run(tool, program, project, "install");
            assertEquals(0, installed.exit(), installed.output());
            assertTrue(Files.isDirectory(project.resolve("node_modules")));

            Path mine = project("mine", "{\"name\": \"@corp/mine\", \"version\": \"1.0.0\"}", server, token);
            Files.writeString(mine.resolve("index.js"), "module.exports = 'mine'\n");
            if (tool.equals("yarn")) {
                // It publishes nothing that has no lock file.
                run(tool, program, mine, "install");
            }
            Result published = run(tool, program, mine, publishing(tool));
            assertEquals(0, published.exit(), published.output());
            Result again = run(tool, program, mine, publishing(tool));
            assertNotEquals(0, again.exit(), again.output());
            TestPackage other = TestPackage.named("@corp/mine", "1.0.0")
                    .file("index.js", "2")
                    .build();
            assertEquals(409, server.publish(other, "Bearer " + token).status());

            String asking =
                    "{\"name\": \"user\", \"version\": \"1.0.0\", \"dependencies\": {\"@corp/mine\": \"^1.0.0\"}}";
            Path user = project("user", asking, server, token);
            Result back = run(tool, program, user, "install");
            assertEquals(0, back.exit(), back.output());
            assertEquals(
                    "module.exports = 'mine'\n", Files.readString(user.resolve("node_modules/@corp/mine/index.js")));
        }
    }

    /**
     * The same with the newest versions that are whole. Yarn refuses an optional package that cannot be had, also one for
     * another platform, where others do without it; and a mirror may lack those for platforms that nobody asked it for.
     */
    private static String pinned(String manifest, TestServer server) throws JsonReader.MalformedJsonException {
        Map<String, String> versions = new LinkedHashMap<>();
        for (String name : List.of("rollup", "esbuild")) {
            JsonObject released = versions(server, name);
            released.keys().stream()
                    .map(Version::parse)
                    .filter(version -> version != null && !version.isPrerelease())
                    .sorted(Comparator.reverseOrder())
                    .map(Version::toString)
                    .filter(version -> isWhole(server, released.object(version)))
                    .findFirst()
                    .ifPresent(version -> versions.put(name, version));
        }
        return JsonWriter.writeFile(
                JsonReader.readObject(manifest).with("resolutions", JsonObject.ofStrings(versions)), JsonStyle.NPM);
    }

    private static boolean isWhole(TestServer server, @Nullable JsonObject manifest) {
        return manifest != null
                && manifest.strings("optionalDependencies").entrySet().stream()
                        .filter(each -> Version.parse(each.getValue()) != null)
                        .allMatch(each -> versions(server, each.getKey()).keys().contains(each.getValue()));
    }

    private static JsonObject versions(TestServer server, String name) {
        TestServer.Answer answer = server.get(TestServer.path(name), "Accept", "application/vnd.npm.install-v1+json");
        JsonObject versions = answer.status() == 200 ? answer.json().object("versions") : null;
        return versions == null ? JsonObject.EMPTY : versions;
    }

    /** What a team asks npm beside installing and publishing. */
    @Test
    void npmFindsStarsAndExplains() throws Exception {
        Path program = Path.of(System.getProperty("dx.peers", "/nowhere"), "bin", "npm");
        assumeTrue(Files.exists(program), "-Ddx.peers=DIR does not say where npm is");
        Files.writeString(
                Files.createDirectories(folder.resolve("data")).resolve("registry.json"), "{\"upstream\": \"none\"}");
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            String token = server.register("publisher");
            server.publish(
                    TestPackage.named("found", "1.0.0")
                            .field("keywords", List.of("team"))
                            .build(),
                    token);
            Path project = project("project", "{}", server, token.substring("Bearer ".length()));
            Map<String, String> answers = new LinkedHashMap<>();
            answers.put("search team", "found\n(?s:.*)Maintainers: publisher\n(?s:.*)");
            answers.put("star found", "\\S+ +found");
            answers.put("stars", "found");
            answers.put("owner ls found", "publisher <>");
            answers.put("access get status found", "found: public");
            answers.put("access list collaborators found", "publisher: read-write");
            for (Map.Entry<String, String> each : answers.entrySet()) {
                Result result = run("npm", program, project, each.getKey().split(" "));
                assertEquals(0, result.exit(), each.getKey() + ": " + result.output());
                assertTrue(result.output().strip().concat("\n").matches(each.getValue() + "\n?"), result.output());
            }
            Result refused = run("npm", program, project, "owner", "add", "publisher2", "found");
            assertNotEquals(0, refused.exit());
        }
    }

    private static String[] publishing(String tool) {
        return switch (tool) {
            case "yarn" -> new String[] {"npm", "publish"};
            case "yarn-classic" -> new String[] {"publish", "--new-version", "1.0.0", "--no-git-tag-version"};
            case "pnpm" -> new String[] {"publish", "--no-git-checks"};
            default -> new String[] {"publish"};
        };
    }

    private Path project(String name, String manifest, TestServer server, String token) throws IOException {
        Path project = Files.createDirectories(folder.resolve(name));
        Files.writeString(project.resolve("package.json"), manifest);
        String url = server.uri("/").toString();
        Files.writeString(
                project.resolve(".npmrc"),
                "registry=" + url + "\n" + url.substring("http:".length()) + ":_authToken=" + token + "\n");
        Files.writeString(
                project.resolve(".yarnrc.yml"),
                "npmRegistryServer: \"" + url + "\"\nnpmAuthToken: \"" + token
                        + "\"\nunsafeHttpWhitelist: [localhost]\nnodeLinker: node-modules\nenableTelemetry: false\n"
                        + "enableImmutableInstalls: false\nenableScripts: false\nnpmMinimalAgeGate: 0\n");
        Files.writeString(project.resolve("yarn.lock"), "");
        return project;
    }

    private Result run(String tool, Path program, Path project, String... arguments)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        if (!Files.isExecutable(program)) {
            line.add("node");
        }
        line.add(program.toString());
        line.addAll(List.of(arguments));
        if (arguments[0].equals("install") && !tool.equals("yarn")) {
            line.add("--ignore-scripts");
        }
        Path output = folder.resolve("output");
        Process process = start(line, project, output);
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        return new Result(process.waitFor(), Files.readString(output));
    }

    private Process start(List<String> line, Path project, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        String home = Files.createDirectories(folder.resolve("home")).toString();
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("npm_config_"));
        variables.putAll(Map.of(
                "HOME",
                home,
                "XDG_CACHE_HOME",
                home,
                "XDG_DATA_HOME",
                home,
                "PNPM_HOME",
                home,
                "BUN_INSTALL_CACHE_DIR",
                home + "/bun",
                "YARN_GLOBAL_FOLDER",
                home + "/yarn",
                "YARN_CACHE_FOLDER",
                home + "/yarn-cache",
                "CI",
                "1",
                "NO_COLOR",
                "1"));
        return builder.start();
    }

    @Test
    void npmLogsInByABrowser() throws Exception {
        Path program = Path.of(System.getProperty("dx.peers", "/nowhere"), "bin", "npm");
        assumeTrue(Files.exists(program), "-Ddx.peers=DIR does not say where npm is");
        RegistrySettings settings =
                RegistryConfig.settings(folder.resolve("data")).withPorts(0, 0);
        try (RegistryServer started = new RegistryServer(settings, Environment.current(), 10);
                TestServer server = TestServer.of(started)) {
            started.start();
            server.register("jane");
            Path project = project("project", SMALL, server, "none");
            Path output = folder.resolve("login");
            String registry = server.uri("/").toString();
            Process npm = start(
                    List.of(program.toString(), "login", "--auth-type=web", "--browser=false", "--registry", registry),
                    project,
                    output);
            try {
                Matcher told = Pattern.compile("http://\\S+/-/login/[0-9a-f]+").matcher("");
                while (npm.isAlive() && !told.reset(Files.readString(output)).find()) {
                    Thread.sleep(20);
                }
                assertTrue(told.reset(Files.readString(output)).find(), Files.readString(output));
                String page = URI.create(told.group()).getPath();
                String form = server.get(page).body().replaceAll("(?s).*name=\"form\" value=\"([0-9a-f]+)\".*", "$1");
                server.sendAs(
                        "POST",
                        page,
                        "name=jane&password=secret+of+jane&form=" + form,
                        "Content-Type",
                        "application/x-www-form-urlencoded");
                assertTrue(npm.waitFor(1, TimeUnit.MINUTES), "npm did not hear of it");
                assertEquals(0, npm.exitValue(), Files.readString(output));
            } finally {
                npm.destroyForcibly();
            }
            // Into the user's, where what the project has does not stand in its way.
            Files.delete(project.resolve(".npmrc"));
            Result who = run("npm", program, project, "whoami", "--registry", registry);
            assertEquals("jane", who.output().strip());
        }
    }
}
