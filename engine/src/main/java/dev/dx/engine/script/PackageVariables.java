package dev.dx.engine.script;

import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The parts of a manifest that npm tells scripts, as the variables {@code npm_package_…}. */
final class PackageVariables {
    private PackageVariables() {}

    static Map<String, String> of(JsonObject manifest) {
        Map<String, String> variables = new TreeMap<>();
        for (String key : List.of("name", "version", "config", "engines")) {
            JsonValue value = manifest.get(key);
            if (value != null) {
                add(variables, "npm_package_" + key, value);
            }
        }
        String name = manifest.string("name");
        String bin = manifest.string("bin");
        JsonObject bins = manifest.object("bin");
        if (bin != null && name != null) {
            variables.put("npm_package_bin_" + name.substring(name.indexOf('/') + 1), inPackage(bin));
        } else if (bins != null) {
            manifest.strings("bin")
                    .forEach((command, file) -> variables.put("npm_package_bin_" + command, inPackage(file)));
        }
        variables.keySet().removeIf(key -> key.indexOf('=') >= 0 || key.indexOf('\0') >= 0);
        variables.values().removeIf(value -> value.indexOf('\0') >= 0);
        return variables;
    }

    private static String inPackage(String file) {
        return file.startsWith("./") ? file.substring(2) : file;
    }

    private static void add(Map<String, String> variables, String name, JsonValue value) {
        switch (value) {
            case JsonValue.Text(String text) -> variables.put(name, text);
            case JsonValue.Numeral(String digits) -> variables.put(name, digits);
            case JsonValue.Literal literal -> variables.put(name, literal == JsonValue.Literal.TRUE ? "true" : "");
            case JsonObject object ->
                object.members().forEach((key, member) -> add(variables, name + "_" + key, member));
            case JsonArray(List<JsonValue> items) -> {
                for (int i = 0; i < items.size(); i++) {
                    add(variables, name + "_" + i, items.get(i));
                }
            }
        }
    }
}
