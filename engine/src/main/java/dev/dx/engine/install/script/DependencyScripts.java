package dev.dx.engine.install.script;

import dev.dx.engine.PackageId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A dependency that has scripts for its installation.
 *
 * @param scripts what would run, or does, in this order; empty where it is not installed and nobody knows
 */
public record DependencyScripts(PackageId id, Map<String, String> scripts, ScriptVerdict verdict) {
    public DependencyScripts {
        scripts = new LinkedHashMap<>(scripts);
    }
}
