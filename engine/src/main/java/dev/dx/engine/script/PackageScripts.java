package dev.dx.engine.script;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The scripts of a package, those it does not write down but npm gives it included.
 *
 * @param manifest its package.json
 */
public record PackageScripts(JsonObject manifest) {
    /** What npm builds native code with where a package says nothing of it. */
    public static final String BUILD_NATIVE_CODE = "node-gyp rebuild";

    /** Those in the manifest, in its order. */
    public Map<String, String> written() {
        Map<String, String> scripts = new LinkedHashMap<>(manifest.strings("scripts"));
        scripts.values().removeIf(String::isEmpty);
        return scripts;
    }

    /** What runs for an event, as npm decides it; null if nothing does. */
    public @Nullable String command(String event, Path folder) {
        Map<String, String> written = written();
        String command = written.get(event);
        if (command != null) {
            return command;
        }
        return switch (event) {
            case "install" -> buildsNativeCode(written, folder) ? BUILD_NATIVE_CODE : null;
            case "start" -> Files.isRegularFile(folder.resolve("server.js")) ? "node server.js" : null;
            default -> null;
        };
    }

    private boolean buildsNativeCode(Map<String, String> written, Path folder) {
        return !written.containsKey("preinstall")
                && manifest.get("gypfile") != JsonValue.Literal.FALSE
                && Files.isRegularFile(folder.resolve("binding.gyp"));
    }

    /** {@code name@version}, or less where the manifest says less. */
    public String title() {
        String name = manifest.string("name");
        String version = manifest.string("version");
        return (name == null ? "" : name) + (name == null || version == null ? "" : "@" + version);
    }
}
