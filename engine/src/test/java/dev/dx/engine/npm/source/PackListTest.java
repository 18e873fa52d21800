package dev.dx.engine.npm.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackListTest {
    @TempDir
    Path folder;

    private PackListTest with(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    private PackListTest with(String... paths) throws IOException {
        for (String path : paths) {
            with(path, "");
        }
        return this;
    }

    private List<String> packed() throws IOException, JsonReader.MalformedJsonException {
        String json = Files.readString(folder.resolve("package.json"));
        return new ArrayList<>(PackList.of(folder, PackageManifest.of(JsonReader.readObject(json))));
    }

    @Test
    void packsAllButWhatNobodyWants() throws Exception {
        with("package.json", "{}")
                .with("a.js", "lib/b.js", ".gitignore", ".npmrc", "lib/.npmrc", "x.orig", "._a", ".a.swp", ".DS_Store")
                .with(
                        "node_modules/x/index.js",
                        "package-lock.json",
                        "lib/package-lock.json",
                        "npm-debug.log",
                        ".hidden");
        assertEquals(List.of(".hidden", "a.js", "lib/b.js", "lib/package-lock.json", "package.json"), packed());
    }

    @Test
    void goesByIgnoreFilesInEveryFolder() throws Exception {
        with("package.json", "{\"main\": \"dist/index.js\"}")
                .with(".gitignore", "dist\n*.log\n/only-here\n!kept.log\n")
                .with("lib/.npmignore", "*.ts\n!types.ts\n")
                .with("lib/.gitignore", "b.js\n")
                .with("dist/index.js", "dist/other.js", "a.log", "kept.log", "only-here", "lib/only-here")
                .with("lib/a.ts", "lib/types.ts", "lib/b.js", "README.md", "lib/deep/c.ts");
        assertEquals(
                List.of(
                        "README.md",
                        "dist/index.js",
                        "dist/other.js",
                        "kept.log",
                        "lib/b.js",
                        "lib/only-here",
                        "lib/types.ts",
                        "package.json"),
                packed());
    }

    @Test
    void packsWhatTheManifestNames() throws Exception {
        with(
                        "package.json",
                        "{\"files\": [\"lib\", \"*.md\", \"!lib/test\", \"./bin/run.js\", \"deep/*\"], \"bin\":"
                                + " {\"t\": \"cli.js\"}}")
                .with(".npmignore", "lib\n")
                .with("lib/a.js", "lib/test/t.js", "lib/x/.npmignore", "notes.md", "bin/run.js", "bin/not.js", "cli.js")
                .with("deep/a/b.js", "LICENSE", "license.txt", "other.js", "src/README.md");
        assertEquals(
                List.of(
                        "LICENSE",
                        "bin/run.js",
                        "cli.js",
                        "deep/a/b.js",
                        "lib/a.js",
                        "license.txt",
                        "notes.md",
                        "package.json"),
                packed());
    }

    @Test
    void bringsBundledDependenciesWithTheirOwn() throws Exception {
        with("package.json", "{\"dependencies\": {\"a\": \"1\", \"c\": \"1\"}, \"bundleDependencies\": [\"a\"]}")
                .with("node_modules/a/package.json", "{\"dependencies\": {\"b\": \"1\", \"d\": \"1\"}}")
                .with("node_modules/a/node_modules/b/package.json", "{}")
                .with("node_modules/c/package.json", "{}")
                .with("node_modules/d/package.json", "{\"files\": [\"x.js\"]}")
                .with("node_modules/d/x.js", "node_modules/d/y.js");
        assertEquals(
                List.of(
                        "node_modules/a/node_modules/b/package.json",
                        "node_modules/a/package.json",
                        "node_modules/d/package.json",
                        "node_modules/d/x.js",
                        "package.json"),
                packed());
    }
}
