package dev.dx.app.bench;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A project that is installed to measure.
 *
 * @param name what it is called in results
 * @param files what it is made of, by name
 */
public record Fixture(String name, Map<String, byte[]> files) {
    /** Those that come with DX, the least work first. */
    public static final List<String> SHIPPED = List.of("small", "medium", "large");

    private static final String MANIFEST = "package.json";
    private static final int LARGEST = 64 << 20;

    /** What belongs to a project's installation, whoever does it; node_modules is made anew. */
    private static final List<String> TAKEN = List.of(
            MANIFEST,
            ".npmrc",
            ".yarnrc.yml",
            "bunfig.toml",
            "package-lock.json",
            "bun.lock",
            "pnpm-lock.yaml",
            "yarn.lock");

    private static final List<String> KINDS = List.of("dependencies", "devDependencies", "optionalDependencies");
    private static final List<String> ELSEWHERE = List.of("file:", "link:", "workspace:", "portal:", "./", "../", "/");

    public Fixture {
        files = Map.copyOf(files);
    }

    public static Fixture shipped(String name) {
        try (InputStream manifest = Fixture.class.getResourceAsStream(name + ".json")) {
            if (manifest == null || !SHIPPED.contains(name)) {
                throw new DxException(
                        ErrorCode.DX_USAGE,
                        "no fixture is called " + name,
                        "It is small, medium, large, or the folder of a project, as in ./here.");
            }
            return new Fixture(name, Map.of(MANIFEST, manifest.readAllBytes()));
        } catch (IOException unreadable) {
            throw DxException.io(name, unreadable);
        }
    }

    /** A project of the user's: its package.json, settings and locks. Nothing is changed there. */
    public static Fixture of(Path project) {
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : TAKEN) {
            Path file = project.resolve(name);
            if (Files.isRegularFile(file)) {
                try {
                    if (Files.size(file) > LARGEST) {
                        throw new DxException(
                                ErrorCode.DX_MANIFEST, file + " is too large", "Measure with another project.");
                    }
                    files.put(name, Files.readAllBytes(file));
                } catch (IOException unreadable) {
                    throw DxException.io(file.toString(), unreadable);
                }
            }
        }
        byte[] manifest = files.get(MANIFEST);
        if (manifest == null) {
            throw new DxException(
                    ErrorCode.DX_MANIFEST, project + " has no package.json", "Name the folder of a project.");
        }
        check(project, manifest);
        Path name = project.getFileName();
        return new Fixture(name == null ? "project" : name.toString(), files);
    }

    /** What leads out of the folder is not there where the tools are run. */
    private static void check(Path project, byte[] manifest) {
        JsonObject object;
        try {
            object = JsonReader.read(manifest, 0, manifest.length) instanceof JsonObject read ? read : null;
        } catch (JsonReader.MalformedJsonException malformed) {
            object = null;
        }
        if (object == null) {
            throw new DxException(
                    ErrorCode.DX_MANIFEST, project.resolve(MANIFEST) + " is no object of JSON", "Mend it first.");
        }
        if (object.get("workspaces") != null || Files.exists(project.resolve("pnpm-workspace.yaml"))) {
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED,
                    project + " is a workspace",
                    "Measure with one of its members, or with small, medium or large.");
        }
        for (String kind : KINDS) {
            object.strings(kind).forEach((name, spec) -> {
                if (ELSEWHERE.stream().anyMatch(spec::startsWith)) {
                    throw new DxException(
                            ErrorCode.DX_UNSUPPORTED,
                            project + " depends on a folder: " + name + "@" + spec,
                            "Measure with a project whose dependencies all come from the registry.");
                }
            });
        }
    }

    /** Writes the project into a new folder. */
    void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
    }
}
