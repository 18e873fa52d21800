package dev.dx.engine.install.project;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Which packages of a node_modules their scripts have run in, and for what: kept inside it. */
public final class BuiltRecord {
    public static final String FILE_NAME = "built.json";

    private BuiltRecord() {}

    /** What was built for what, by place; empty where nothing is recorded. */
    public static Map<String, String> read(Path modules) {
        try {
            JsonObject json = JsonReader.readObject(
                    Files.readString(modules.resolve(InstalledState.FOLDER).resolve(FILE_NAME)));
            return json.strings("built");
        } catch (IOException | JsonReader.MalformedJsonException none) {
            return Map.of();
        }
    }

    public static void write(Path modules, Map<String, String> built) {
        if (built.isEmpty()) {
            return;
        }
        Path folder = modules.resolve(InstalledState.FOLDER);
        try {
            Files.createDirectories(folder);
            JsonObject json = JsonObject.of(Map.of("built", JsonObject.ofStrings(built)));
            Files.writeString(folder.resolve(FILE_NAME), JsonWriter.writeFile(json, JsonStyle.NPM));
        } catch (IOException e) {
            throw DxException.io(folder.toString(), e);
        }
    }
}
