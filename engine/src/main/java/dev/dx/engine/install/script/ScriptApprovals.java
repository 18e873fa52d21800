package dev.dx.engine.install.script;

import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.npm.NameOrder;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.source.PackageSources;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a project says about scripts of its dependencies, in its package.json:
 *
 * <pre>
 * "dx": {"approvedScripts": {"esbuild@0.25.0": "sha512-…", "mine@1.0.0": "git#COMMIT", "core-js": false}}
 * </pre>
 *
 * An approval is for one version with one content, which of a package from git its commit says. Another version, another content under that version and a package of
 * that name from elsewhere are other packages. {@code false} is for a name: its scripts are not wanted, and not spoken of.
 */
public record ScriptApprovals(JsonObject entries) {
    private static final String KEY = "dx";
    private static final String LIST = "approvedScripts";
    private static final String GIT = "git";

    public static ScriptApprovals of(JsonObject manifest) {
        JsonObject own = manifest.object(KEY);
        JsonObject entries = own == null ? null : own.object(LIST);
        return new ScriptApprovals(entries == null ? JsonObject.EMPTY : entries);
    }

    /** What of a git address says which content it leads to; null for other addresses. */
    public static @Nullable String commitPin(@Nullable String resolved) {
        if (resolved == null || !PackageSources.isGit(resolved)) {
            return null;
        }
        int hash = resolved.indexOf('#');
        return hash < 0 ? null : GIT + resolved.substring(hash);
    }

    /** The commits whose scripts may run, as {@link #commitPin} has them. */
    public Set<String> commits() {
        Set<String> commits = new HashSet<>();
        for (String key : entries.keys()) {
            String pinned = entries.string(key);
            if (pinned != null && pinned.startsWith(GIT + "#")) {
                commits.add(pinned);
            }
        }
        return commits;
    }

    /** What is said of a package whose archive hashes to that, and which comes from there. */
    public ScriptVerdict verdict(PackageId id, @Nullable Integrity integrity, @Nullable String resolved) {
        if (entries.get(id.name()) == JsonValue.Literal.FALSE) {
            return ScriptVerdict.REFUSED;
        }
        String pinned = entries.string(keyOf(id));
        if (pinned != null) {
            boolean same =
                    pinned.equals(commitPin(resolved)) || (integrity != null && pinned.equals(integrity.toString()));
            return same ? ScriptVerdict.APPROVED : ScriptVerdict.CHANGED;
        }
        String prefix = id.name() + "@";
        boolean other = entries.keys().stream().anyMatch(key -> key.startsWith(prefix));
        return other ? ScriptVerdict.CHANGED : ScriptVerdict.OPEN;
    }

    /** With an approval for what hashes to that, or is that commit where it comes from git. */
    public ScriptApprovals approving(PackageId id, Integrity integrity, @Nullable String resolved) {
        String commit = commitPin(resolved);
        return without(id.name()).with(keyOf(id), new JsonValue.Text(commit == null ? integrity.toString() : commit));
    }

    /** With the word that scripts of that name are not wanted. */
    public ScriptApprovals refusing(String name) {
        return withoutPinsOf(name).with(name, JsonValue.Literal.FALSE);
    }

    /** Without approvals of versions of that name. */
    public ScriptApprovals withoutPinsOf(String name) {
        JsonObject left = entries;
        for (String key : entries.keys()) {
            if (key.startsWith(name + "@")) {
                left = left.without(key);
            }
        }
        return new ScriptApprovals(left);
    }

    private ScriptApprovals without(String key) {
        return new ScriptApprovals(entries.without(key));
    }

    private ScriptApprovals with(String key, JsonValue value) {
        return new ScriptApprovals(entries.with(key, value));
    }

    /** The manifest with this in it, sorted by name. */
    public ProjectManifest in(ProjectManifest manifest) {
        Map<String, JsonValue> sorted = new TreeMap<>(NameOrder.NPM.thenComparing(String::compareTo));
        sorted.putAll(entries.members());
        JsonObject own = manifest.json().object(KEY);
        JsonObject changed =
                (own == null ? JsonObject.EMPTY : own).with(LIST, JsonObject.of(new LinkedHashMap<>(sorted)));
        return new ProjectManifest(manifest.json().with(KEY, changed), manifest.style(), manifest.text());
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    private static String keyOf(PackageId id) {
        return id.name() + "@" + id.version();
    }
}
