package dev.dx.engine.npm.resolve;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is wanted of a tree beyond that it fits the manifests.
 *
 * @param named direct dependencies the user named, which are chosen anew even where what is there would do: by the folder
 *     whose manifest has them, "" for the project's own. These folders are seen to first
 * @param updating names of packages that are chosen anew wherever they stand
 */
public record Requests(Map<String, Set<String>> named, Set<String> updating) {
    /** Nothing more. */
    public static final Requests NONE = new Requests(Map.of(), Set.of());

    public Requests {
        Map<String, Set<String>> copy = new HashMap<>();
        named.forEach((folder, names) -> copy.put(folder, Set.copyOf(names)));
        named = Map.copyOf(copy);
        updating = Set.copyOf(updating);
    }

    /** Direct dependencies of the project itself, named by the user. */
    public static Requests naming(Set<String> names) {
        return new Requests(Map.of("", names), Set.of());
    }
}
