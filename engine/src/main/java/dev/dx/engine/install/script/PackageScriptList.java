package dev.dx.engine.install.script;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The scripts a package of the project has.
 *
 * @param title its name and version, as far as it has them
 * @param folder as a path from the project's, "" for the project
 * @param scripts what is run, by name
 */
public record PackageScriptList(String title, String folder, Map<String, String> scripts) {
    public PackageScriptList {
        scripts = new LinkedHashMap<>(scripts);
    }
}
