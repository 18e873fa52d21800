package dev.dx.engine.npm.lock;

import dev.dx.engine.graph.Dependency;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphBuilder;
import dev.dx.engine.graph.GraphNode;
import dev.dx.engine.graph.PlatformFilter;
import dev.dx.engine.graph.Trait;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a package-lock.json as a graph: a wish is answered by what Node.js would find. */
public final class LockGraph {
    static final Map<String, Trait> FLAGS = Map.of(
            "dev", Trait.DEV,
            "optional", Trait.OPTIONAL,
            "devOptional", Trait.DEV_OPTIONAL,
            "peer", Trait.PEER,
            "extraneous", Trait.EXTRANEOUS,
            "inBundle", Trait.BUNDLED,
            "hasInstallScript", Trait.INSTALL_SCRIPT,
            "hasShrinkwrap", Trait.OWN_LOCK);

    static final String FOLDER = "node_modules/";

    private final PackageLock lock;
    private final GraphBuilder builder = new GraphBuilder();
    private final Map<String, Integer> numbers = new HashMap<>();

    private LockGraph(PackageLock lock) {
        this.lock = lock;
    }

    public static Graph of(PackageLock lock) {
        return of(lock, lock.project());
    }

    /**
     * @param project the project's manifest, where the lock does not say what it asks for, as old ones do not
     */
    public static Graph of(PackageLock lock, PackageManifest project) {
        return of(lock, project, Map.of());
    }

    /** @param more attributes of the project */
    static Graph of(PackageLock lock, PackageManifest project, Map<String, String> more) {
        return new LockGraph(lock).graph(project.json(), more);
    }

    private Graph graph(JsonObject project, Map<String, String> more) {
        Map<String, List<String>> links = links();
        addNode("", project, List.of(), more);
        lock.packages().forEach((location, entry) -> {
            if (!entry.isTruthy("link")) {
                addNode(location, entry, links.getOrDefault(location, List.of()), Map.of());
            }
        });
        // A link may lead to a folder that the lock says nothing of.
        links.forEach((folder, places) -> {
            if (!numbers.containsKey(folder)) {
                addNode(folder, JsonObject.EMPTY, places, Map.of());
            }
        });
        addWishes("", project);
        lock.packages().forEach((location, entry) -> {
            if (!entry.isTruthy("link")) {
                addWishes(location, entry);
            }
        });
        addMembers(project, links);
        return builder.build();
    }

    private Map<String, List<String>> links() {
        Map<String, List<String>> links = new LinkedHashMap<>();
        lock.packages().forEach((location, entry) -> {
            String target = entry.string("resolved");
            if (entry.isTruthy("link") && target != null) {
                links.computeIfAbsent(target, folder -> new ArrayList<>()).add(location);
            }
        });
        return links;
    }

    private void addNode(String location, JsonObject entry, List<String> links, Map<String, String> more) {
        List<String> places = new ArrayList<>();
        places.add(location);
        places.addAll(links);
        String ownName = entry.string("name");
        String placeName = nameAt(places);
        String name = ownName == null ? placeName : ownName;
        String version = entry.string("version");
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        FLAGS.forEach((key, trait) -> {
            if (entry.isTruthy(key)) {
                traits.add(trait);
            }
        });
        if (PackageLock.isFolder(location)) {
            traits.add(Trait.FOLDER);
        }
        Map<String, String> attributes = GraphAttributes.of(location, placeName, entry);
        attributes.putAll(more);
        int number = builder.node(new GraphNode.Content(
                name,
                version == null ? "" : version,
                places,
                entry.string("resolved"),
                entry.string("integrity"),
                traits,
                new PlatformFilter(words(entry, "os"), words(entry, "cpu"), words(entry, "libc")),
                attributes));
        places.forEach(place -> numbers.put(place, number));
    }

    /** The name under which the last of these places is found; empty for a folder that nothing leads to. */
    static String nameAt(List<String> places) {
        String place = places.getLast();
        int at = place.lastIndexOf(FOLDER);
        return at < 0 ? "" : place.substring(at + FOLDER.length());
    }

    private static List<String> words(JsonObject entry, String key) {
        JsonArray list = entry.array(key);
        String word = entry.string(key);
        return list != null ? list.strings() : word != null ? List.of(word) : List.of();
    }

    private void addWishes(String location, JsonObject entry) {
        addWishes(location, entry, "dependencies", Dependency.Kind.PRODUCTION);
        addWishes(location, entry, "optionalDependencies", Dependency.Kind.OPTIONAL);
        if (PackageLock.isFolder(location)) {
            addWishes(location, entry, "devDependencies", Dependency.Kind.DEV);
        }
        Set<String> optional = GraphAttributes.optionalPeers(entry);
        entry.strings("peerDependencies")
                .forEach((name, range) -> addWish(
                        location,
                        name,
                        range,
                        optional.contains(name) ? Dependency.Kind.OPTIONAL_PEER : Dependency.Kind.PEER));
    }

    private void addWishes(String location, JsonObject entry, String list, Dependency.Kind kind) {
        entry.strings(list).forEach((name, range) -> addWish(location, name, range, kind));
    }

    private void addWish(String location, String name, String range, Dependency.Kind kind) {
        Integer from = numbers.get(location);
        Integer to = answer(location, name);
        if (from != null) {
            builder.dependency(from, name, range, kind, to == null ? GraphBuilder.NOTHING : to);
        }
    }

    /** What Node.js would find under this name, starting at a place. */
    private @Nullable Integer answer(String location, String name) {
        String above = location;
        while (true) {
            Integer found = numbers.get((above.isEmpty() ? "" : above + "/") + FOLDER + name);
            if (found != null || above.isEmpty() || above.equals("..") || above.endsWith("/..")) {
                return found;
            }
            int cut = above.lastIndexOf('/');
            above = cut < 0 ? "" : above.substring(0, cut);
        }
    }

    private void addMembers(JsonObject project, Map<String, List<String>> links) {
        links.forEach((folder, places) -> {
            for (String place : places) {
                String name = place.substring(Math.max(0, place.lastIndexOf(FOLDER) + FOLDER.length()));
                Integer to = numbers.get(folder);
                if (to != null
                        && place.equals(FOLDER + name)
                        && PackageLock.isFolder(folder)
                        && !folder.startsWith("..")
                        && !isAskedFor(project, name)) {
                    builder.dependency(0, name, folder, Dependency.Kind.MEMBER, to);
                }
            }
        });
    }

    private static boolean isAskedFor(JsonObject project, String name) {
        for (String list : List.of("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")) {
            JsonObject wishes = project.object(list);
            JsonValue wish = wishes == null ? null : wishes.get(name);
            if (wish != null) {
                return true;
            }
        }
        return false;
    }
}
