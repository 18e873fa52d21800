package dev.dx.engine.npm.resolve;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.npm.ImitatedNpm;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import dev.dx.engine.npm.tree.Strictness;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a project says, as {@code devEngines}, of the machine, the Node.js and the package manager that its developers use. DX
 * counts as the npm that it behaves like; a project may also name it as what it is.
 */
public final class DevEngines {
    private DevEngines() {}

    /** Warns, or throws, as the project says; with {@link Strictness#NONE} it only warns. */
    public static void check(
            PackageManifest project, Platform platform, ResolveRules rules, Consumer<String> warnings) {
        JsonObject engines = project.json().object("devEngines");
        if (engines == null) {
            return;
        }
        Version node = rules.choice().nodeVersion();
        String libc = platform.libc();
        if (wanted(engines, "packageManager").stream()
                .noneMatch(one -> text(one, "name").equals("dx"))) {
            check(engines, "packageManager", "npm", Version.parse(ImitatedNpm.VERSION), rules, warnings);
        }
        check(engines, "runtime", node == null ? null : "node", node, rules, warnings);
        check(engines, "os", platform.os(), null, rules, warnings);
        check(engines, "cpu", platform.cpu(), null, rules, warnings);
        check(engines, "libc", libc, null, rules, warnings);
    }

    private static void check(
            JsonObject engines,
            String kind,
            @Nullable String name,
            @Nullable Version version,
            ResolveRules rules,
            Consumer<String> warnings) {
        List<JsonObject> wanted = wanted(engines, kind);
        if (name == null || wanted.isEmpty() || wanted.stream().anyMatch(one -> isMet(one, name, version))) {
            return;
        }
        List<String> words = new ArrayList<>();
        for (JsonObject one : wanted) {
            words.add(text(one, "name") + (one.string("version") == null ? "" : " " + one.string("version")));
        }
        String what = "devEngines." + kind + ": the project is developed with " + String.join(" or ", words)
                + (kind.equals("packageManager") ? ", and DX is like " : ", and here is ") + name
                + (version == null ? "" : " " + version);
        switch (text(wanted.getLast(), "onFail")) {
            case "ignore" -> {}
            case "warn" -> warnings.accept(what);
            default -> {
                if (rules.strictness() != Strictness.NONE) {
                    throw new DxException(
                            ErrorCode.DX_ENGINE,
                            what,
                            "Use what the project asks for, or --force to go on all the same.");
                }
                warnings.accept(what);
            }
        }
    }

    private static List<JsonObject> wanted(JsonObject engines, String kind) {
        List<JsonObject> wanted = new ArrayList<>();
        switch (engines.get(kind)) {
            case JsonObject one -> wanted.add(one);
            case JsonArray several ->
                several.items().forEach(item -> {
                    if (item instanceof JsonObject one) {
                        wanted.add(one);
                    }
                });
            case null, default -> {}
        }
        return wanted;
    }

    private static boolean isMet(JsonObject wanted, String name, @Nullable Version version) {
        if (!text(wanted, "name").equals(name)) {
            return false;
        }
        String asked = wanted.string("version");
        if (asked == null || version == null) {
            return true;
        }
        Range range = Range.parse(asked);
        return range == null ? asked.equals(version.toString()) : range.satisfies(version);
    }

    private static String text(JsonObject object, String key) {
        return object.get(key) instanceof JsonValue.Text text ? text.value() : "";
    }
}
