package dev.dx.engine.npm.workspace;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.json.JsonObject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Specs that the members of a project share by name: the default catalog and the named ones, as pnpm-workspace.yaml or
 * package.json keep them.
 *
 * @param catalogs by name, the default one as {@code default}; each holds specs by package name
 */
public record Catalogs(Map<String, Map<String, String>> catalogs) {
    public static final Catalogs NONE = new Catalogs(Map.of());

    private static final String PROTOCOL = "catalog:";
    private static final String DEFAULT = "default";

    public Catalogs {
        Map<String, Map<String, String>> copy = new LinkedHashMap<>();
        catalogs.forEach((name, specs) -> copy.put(name, Map.copyOf(specs)));
        catalogs = Map.copyOf(copy);
    }

    /** Reads what a project has; where the same catalog is in several places, package.json counts more. */
    public static Catalogs read(Path project, JsonObject packageJson) {
        Map<String, Map<String, String>> catalogs = new LinkedHashMap<>();
        add(catalogs, PnpmWorkspace.readIfPresent(project));
        add(catalogs, packageJson);
        add(catalogs, packageJson.object("workspaces"));
        return catalogs.isEmpty() ? NONE : new Catalogs(catalogs);
    }

    public static boolean isCatalogSpec(String spec) {
        return spec.startsWith(PROTOCOL);
    }

    /**
     * What {@code catalogSpec} stands for.
     *
     * @param catalogSpec {@code catalog:}, {@code catalog:default} or {@code catalog:NAME}
     */
    public String specFor(String name, String catalogSpec) {
        if (!isCatalogSpec(catalogSpec)) {
            throw new IllegalArgumentException(catalogSpec);
        }
        String given = catalogSpec.substring(PROTOCOL.length()).strip();
        String catalogName = given.isEmpty() ? DEFAULT : given;
        Map<String, String> catalog = catalogs.get(catalogName);
        if (catalog == null) {
            throw missing(name + "@" + catalogSpec + ": there is no "
                    + (catalogName.equals(DEFAULT) ? "default catalog" : "catalog named " + catalogName));
        }
        String spec = catalog.get(name);
        if (spec == null) {
            throw missing(name + "@" + catalogSpec + ": the "
                    + (catalogName.equals(DEFAULT) ? "default catalog" : "catalog " + catalogName) + " has no "
                    + name);
        }
        if (isCatalogSpec(spec)) {
            throw missing(name + "@" + catalogSpec + ": the catalog has " + spec + ", which is no version");
        }
        return spec;
    }

    private static void add(Map<String, Map<String, String>> catalogs, @Nullable JsonObject from) {
        if (from == null) {
            return;
        }
        addOne(catalogs, DEFAULT, from.strings("catalog"));
        JsonObject named = from.object("catalogs");
        if (named != null) {
            named.keys().forEach(name -> addOne(catalogs, name, named.strings(name)));
        }
    }

    private static void addOne(Map<String, Map<String, String>> catalogs, String name, Map<String, String> specs) {
        if (!specs.isEmpty()) {
            catalogs.computeIfAbsent(name, _ -> new LinkedHashMap<>()).putAll(specs);
        }
    }

    private static DxException missing(String what) {
        return new DxException(
                ErrorCode.DX_MANIFEST,
                what,
                "Add it to the catalog in pnpm-workspace.yaml or package.json, or write a version in its place.");
    }
}
