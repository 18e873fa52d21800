package dev.dx.engine.install;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dx.engine.Environment;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonReader.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets npm and DX install the same project from the registry that npm is configured with, and compares everything that
 * either leaves: the lock, every file and its mode, and what each makes of the other's lock.
 */
final class StarterParity {
    private static final String DAY = "2026-09-01";
    private static final int SHOWN = 20;
    private static final List<String> COPIES = List.of("npm", "dx", "npm-ci", "dx-ci");

    private final Path source;
    private final Path root;
    private final Environment environment;
    private final List<String> differences = new ArrayList<>();

    private StarterParity(Path source, Path root) {
        this.source = source;
        this.root = root;
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.put("DX_HOME", root.resolve("dx-home").toString());
        Environment current = Environment.current();
        this.environment = new Environment(variables, current.userHome(), current.platform());
    }

    /** What came of one project: how much there was to compare, and what differed. */
    record Outcome(
            String project,
            int packages,
            int files,
            boolean sameLock,
            boolean npmRefusesItsOwn,
            List<String> differences) {
        String row() {
            String verdict = differences.isEmpty() ? "same" : differences.size() + " differences";
            verdict += npmRefusesItsOwn ? "; npm ci refuses the lock, its own too" : "";
            return "| " + project + " | " + packages + " | " + files + " | " + (sameLock ? "same bytes" : "differs")
                    + " | " + verdict + " |";
        }
    }

    /**
     * @param source a folder with a project that has no lock and no node_modules
     * @param root an empty folder, whose caches may be used for the next project
     */
    static Outcome compare(Path source, Path root) throws IOException, InterruptedException {
        try {
            return new StarterParity(source, root).compare();
        } finally {
            for (String copy : COPIES) {
                delete(root.resolve(copy));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(path);
                }
            }
        }
    }

    private Outcome compare() throws IOException, InterruptedException {
        Path byNpm = copy("npm");
        npm(byNpm, "install", "--ignore-scripts", "--before", DAY);
        Path byDx = copy("dx");
        InstallRequest install = request(byDx, InstallRequest.LockPolicy.UPDATE);
        dx(install);
        String npmLock = Files.readString(byNpm.resolve("package-lock.json"));
        String dxLock = Files.readString(byDx.resolve("package-lock.json"));
        compare("lock entry", lockEntries(npmLock), lockEntries(dxLock));
        Map<String, String> npmTree = tree(byNpm);
        Map<String, String> dxTree = tree(byDx);
        compare("after install", npmTree, dxTree);

        Map<String, String> before = withTimes(byDx);
        dx(install);
        compare("touched by a second install:", before, withTimes(byDx));

        Path ciByNpm = copy("npm-ci");
        Files.writeString(ciByNpm.resolve("package-lock.json"), dxLock);
        String refusal = tryNpm(ciByNpm, "ci", "--ignore-scripts", "--before", DAY);
        // Where both wrote the same, npm refuses its own; that happens where something optional came after the day.
        boolean refusesItsOwn = refusal.contains("EUSAGE") && npmLock.equals(dxLock);
        if (!refusesItsOwn) {
            assertEquals("", refusal);
            compare("lock after npm ci:", Map.of("text", dxLock), lockText(ciByNpm));
        }
        Path ciByDx = copy("dx-ci");
        Files.writeString(ciByDx.resolve("package-lock.json"), npmLock);
        dx(request(ciByDx, InstallRequest.LockPolicy.FROZEN));
        compare("lock after dx ci:", Map.of("text", npmLock), lockText(ciByDx));
        if (!refusesItsOwn) {
            compare("after ci", tree(ciByNpm), tree(ciByDx));
        }
        return new Outcome(
                Objects.requireNonNull(source.getFileName()).toString(),
                lockEntries(npmLock).size(),
                npmTree.size(),
                npmLock.equals(dxLock),
                refusesItsOwn,
                List.copyOf(differences));
    }

    private static InstallRequest request(Path project, InstallRequest.LockPolicy lock) {
        return new InstallRequest(
                project,
                new Change.Sync(),
                Set.of(),
                lock,
                InstallRequest.NetworkPolicy.ONLINE,
                Instant.parse(DAY + "T00:00:00Z"));
    }

    private static Map<String, String> lockText(Path project) throws IOException {
        return Map.of("text", Files.readString(project.resolve("package-lock.json")));
    }

    private void compare(String what, Map<String, String> npm, Map<String, String> dx) {
        TreeSet<String> keys = new TreeSet<>(npm.keySet());
        keys.addAll(dx.keySet());
        int more = 0;
        for (String key : keys) {
            String theirs = npm.get(key);
            String ours = dx.get(key);
            if (!Objects.equals(theirs, ours)) {
                if (more++ < SHOWN) {
                    differences.add(what + " " + key + ": npm " + shortened(theirs) + ", DX " + shortened(ours));
                }
            }
        }
        if (more > SHOWN) {
            differences.add(what + " and " + (more - SHOWN) + " more");
        }
    }

    private static String shortened(@Nullable String text) {
        return text == null ? "none" : text.length() > 80 ? text.length() + " characters" : text;
    }

    private static Map<String, String> lockEntries(String lock) {
        try {
            JsonObject packages =
                    Objects.requireNonNull(JsonReader.readObject(lock).object("packages"));
            Map<String, String> entries = new TreeMap<>();
            for (String location : packages.keys()) {
                JsonObject entry = Objects.requireNonNull(packages.object(location));
                entries.put(location, entry.string("name") + "@" + entry.string("version"));
            }
            return entries;
        } catch (MalformedJsonException e) {
            throw new AssertionError(e);
        }
    }

    /** Every entry of the project's node_modules folders, but for what each tool keeps there for itself. */
    private static Map<String, String> tree(Path project) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        Files.walkFileTree(project, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (folder.endsWith("node_modules/.dx")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (isInModules(folder)) {
                    tree.put(name(folder), "folder " + mode(folder));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (isInModules(file) && !file.endsWith(".package-lock.json")) {
                    tree.put(
                            name(file),
                            attributes.isSymbolicLink()
                                    ? "link to " + Files.readSymbolicLink(file)
                                    : mode(file) + " " + hash(file));
                }
                return FileVisitResult.CONTINUE;
            }

            private boolean isInModules(Path path) {
                return name(path).contains("node_modules");
            }

            private String name(Path path) {
                return project.relativize(path).toString();
            }
        });
        return tree;
    }

    private static Map<String, String> withTimes(Path project) throws IOException {
        Map<String, String> times = new TreeMap<>();
        Files.walkFileTree(project, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                times.put(folder.toString(), attributes.lastModifiedTime().toString());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                times.put(file.toString(), attributes.lastModifiedTime() + " " + attributes.fileKey());
                return FileVisitResult.CONTINUE;
            }
        });
        return times;
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }

    private static String hash(Path file) throws IOException {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private Path copy(String name) throws IOException {
        Path target = root.resolve(name)
                .resolve(Objects.requireNonNull(source.getFileName()).toString());
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
                return FileVisitResult.CONTINUE;
            }
        });
        return target;
    }

    private void dx(InstallRequest request) {
        try (Engine engine = Engine.open(environment)) {
            engine.install(request, event -> {});
        }
    }

    private void npm(Path folder, String... arguments) throws IOException, InterruptedException {
        assertEquals("", tryNpm(folder, arguments), "npm " + String.join(" ", arguments));
    }

    /** What npm says if it does not do it; empty if it does. */
    private String tryNpm(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("npm"));
        line.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> variables = builder.environment();
        variables.put("npm_config_cache", root.resolve("npm-cache").toString());
        variables.put("npm_config_audit", "false");
        variables.put("npm_config_fund", "false");
        variables.put("npm_config_update_notifier", "false");
        Process npm = builder.start();
        npm.getOutputStream().close();
        String output = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return npm.waitFor() == 0 ? "" : "failed: " + output;
    }
}
