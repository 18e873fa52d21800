package dev.dx.engine.install.project;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The package.json that {@code npm init -y} starts a project with. */
public final class NewManifest {
    private final NpmConfig config;
    private final Path folder;

    public NewManifest(NpmConfig config, Path folder) {
        this.config = config;
        this.folder = folder;
    }

    /** Writes it; of one that is there, what is missing is added. */
    public Path write() {
        ProjectManifest before = ProjectManifest.readIfPresent(folder);
        JsonObject json = before == null ? JsonObject.EMPTY : before.json();
        JsonStyle style = before == null ? JsonStyle.NPM : before.style();
        for (Map.Entry<String, JsonValue> entry : fields().entrySet()) {
            if (json.get(entry.getKey()) == null) {
                json = json.with(entry.getKey(), entry.getValue());
            }
        }
        Path file = folder.resolve(ProjectManifest.FILE_NAME);
        Path temporary = folder.resolve("." + ProjectManifest.FILE_NAME + ".dx-new");
        try {
            Files.writeString(temporary, JsonWriter.writeFile(json, style));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
        return file;
    }

    private Map<String, JsonValue> fields() {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("name", new JsonValue.Text(name()));
        fields.put("version", new JsonValue.Text(setting("version", "1.0.0")));
        fields.put("description", new JsonValue.Text(""));
        fields.put("main", new JsonValue.Text(main()));
        fields.put("scripts", JsonObject.ofStrings(Map.of("test", "echo \"Error: no test specified\" && exit 1")));
        fields.put("keywords", new JsonArray(List.of()));
        fields.put("author", new JsonValue.Text(setting("author-name", "")));
        fields.put("license", new JsonValue.Text(setting("license", "ISC")));
        fields.put("type", new JsonValue.Text(setting("type", "commonjs")));
        return fields;
    }

    private String setting(String key, String otherwise) {
        String value = config.get("init-" + key);
        value = value == null ? config.get("init." + key.replace('-', '.')) : value;
        return value == null || value.isEmpty() ? otherwise : value;
    }

    private String name() {
        Path last = folder.getFileName();
        String name = (last == null ? "project" : last.toString())
                .replaceAll("^node-|[.-]js$", "")
                .replaceAll("\\s+", "-")
                .toLowerCase(Locale.ROOT);
        String scope = config.get("scope");
        return scope == null || scope.isBlank() ? name : (scope.startsWith("@") ? "" : "@") + scope + "/" + name;
    }

    private String main() {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> scripts = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".js"))
                    .sorted()
                    .toList();
            return Stream.of("index.js", "main.js")
                    .filter(scripts::contains)
                    .findFirst()
                    .orElse(scripts.isEmpty() ? "index.js" : scripts.getFirst());
        } catch (IOException e) {
            throw DxException.io(folder.toString(), e);
        }
    }
}
