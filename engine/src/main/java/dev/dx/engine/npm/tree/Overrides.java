package dev.dx.engine.npm.tree;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.spec.PackageSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a project's {@code overrides} with the rules below it: what is asked for under a name is replaced, wherever the
 * rule applies. The rule at the top has no name and holds those of the manifest.
 */
public final class Overrides {
    private static final int DEEPEST = 64;

    private final @Nullable Overrides parent;
    private final String name;
    private final String key;
    private final String keySpec;
    private final String value;
    private final Map<String, Overrides> children = new LinkedHashMap<>();
    private final List<Overrides> rules;

    private Overrides(@Nullable Overrides parent, String name, String key, String keySpec, JsonObject json, int depth) {
        if (depth > DEEPEST) {
            throw invalid(key, "is nested too deep");
        }
        this.parent = parent;
        this.name = name;
        this.key = key;
        this.keySpec = keySpec;
        String own = json.string(".");
        this.value = own == null ? keySpec : own.isEmpty() ? "*" : own;
        json.members().forEach((childKey, childValue) -> {
            if (!childKey.equals(".")) {
                Overrides child = rule(childKey, childValue, depth + 1);
                children.put(child.key, child);
            }
        });
        this.rules = List.copyOf(rulesFromHere());
    }

    /** The rules of a manifest; null where it has none. */
    public static @Nullable Overrides of(@Nullable JsonObject json) {
        return json == null || json.isEmpty() ? null : new Overrides(null, "", "", "", json, 0);
    }

    private Overrides rule(String childKey, JsonValue childValue, int depth) {
        JsonObject json = switch (childValue) {
            case JsonObject object -> object;
            case JsonValue.Text text -> JsonObject.ofStrings(Map.of(".", text.value()));
            default -> throw invalid(childKey, "is neither a version nor an object");
        };
        PackageSpec spec = PackageSpec.parse(childKey);
        String ruleName = spec.requireName().value();
        String ruleSpec = spec instanceof PackageSpec.Registry registry ? registry.fetchSpec() : spec.rawSpec();
        return new Overrides(this, ruleName, childKey, ruleSpec, json, depth);
    }

    private static DxException invalid(String key, String why) {
        return new DxException(
                ErrorCode.DX_MANIFEST, "overrides: \"" + key + "\" " + why, "Correct the overrides in package.json.");
    }

    /** Of rules with the same key the nearest, in the order npm looks at them. */
    private List<Overrides> rulesFromHere() {
        Map<String, Overrides> byKey = new LinkedHashMap<>();
        for (Overrides at = this; at != null; at = at.parent) {
            at.children.values().forEach(child -> byKey.putIfAbsent(child.key, child));
            if (at.parent != null) {
                byKey.putIfAbsent(at.key, at);
            }
        }
        return new ArrayList<>(byKey.values());
    }

    String name() {
        return name;
    }

    String keySpec() {
        return keySpec;
    }

    /** What is asked for instead. */
    String value() {
        return value;
    }

    boolean isTop() {
        return parent == null;
    }

    /** The rule for this wish; these same rules where none is for it. */
    Overrides ruleFor(String wanted, String spec) {
        for (Overrides rule : rules) {
            if (rule.name.equals(wanted) && rule.appliesTo(wanted, spec)) {
                return rule;
            }
        }
        return this;
    }

    private boolean appliesTo(String wanted, String spec) {
        if (keySpec.equals("*")) {
            return true;
        }
        PackageSpec parsed;
        try {
            parsed = PackageSpec.resolve(wanted, spec);
        } catch (DxException nothingToCompare) {
            return true;
        }
        PackageSpec real = parsed instanceof PackageSpec.Alias alias ? alias.target() : parsed;
        return switch (real) {
            case PackageSpec.Git git -> {
                String range = git.reference().range();
                yield range != null && intersects(range, keySpec);
            }
            case PackageSpec.Registry registry ->
                registry.selector() == PackageSpec.Selector.TAG || intersects(registry.fetchSpec(), keySpec);
            default -> true;
        };
    }

    private static boolean intersects(String left, String right) {
        Range a = Range.parse(left, Options.LOOSE);
        Range b = Range.parse(right, Options.LOOSE);
        return a != null && b != null && a.intersects(b);
    }

    boolean isEqual(@Nullable Overrides other) {
        if (other == this) {
            return true;
        }
        if (other == null || !key.equals(other.key) || !value.equals(other.value) || !hasEqualChildren(other)) {
            return false;
        }
        return parent == null ? other.parent == null : parent.isEqual(other.parent);
    }

    private boolean hasEqualChildren(Overrides other) {
        if (children.size() != other.children.size()) {
            return false;
        }
        for (Map.Entry<String, Overrides> child : children.entrySet()) {
            Overrides twin = other.children.get(child.getKey());
            if (twin == null
                    || !twin.value.equals(child.getValue().value)
                    || !child.getValue().hasEqualChildren(twin)) {
                return false;
            }
        }
        return true;
    }

    /** The narrower of two sets of rules, or what both come from; null if they contradict each other. */
    static @Nullable Overrides narrower(Overrides first, Overrides second) {
        for (Overrides at = second; at != null; at = at.parent) {
            if (at.isEqual(first)) {
                return second;
            }
        }
        for (Overrides at = first; at != null; at = at.parent) {
            if (at.isEqual(second)) {
                return first;
            }
        }
        if (contradict(first, second)) {
            return null;
        }
        for (Overrides right = second; right != null; right = right.parent) {
            for (Overrides left = first; left != null; left = left.parent) {
                if (left.isEqual(right)) {
                    return left;
                }
            }
        }
        return null;
    }

    /** Whether no package could follow both. */
    static boolean conflict(Overrides first, Overrides second) {
        return narrower(first, second) == null && contradict(first, second);
    }

    private static boolean contradict(Overrides first, Overrides second) {
        for (Overrides left : first.rules) {
            for (Overrides right : second.rules) {
                if (left.key.equals(right.key) && !left.isEqual(right) && left.contradicts(right)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean contradicts(Overrides other) {
        if (value.startsWith("$") || other.value.startsWith("$")) {
            return false;
        }
        return isRange(name, value) && isRange(other.name, other.value) && !intersects(value, other.value);
    }

    private static boolean isRange(String name, String spec) {
        try {
            return PackageSpec.resolve(name, spec) instanceof PackageSpec.Registry registry
                    && registry.selector() != PackageSpec.Selector.TAG;
        } catch (DxException notOne) {
            return false;
        }
    }
}
