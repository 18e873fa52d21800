package dev.dx.engine.npm.workspace;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which members of a project a command is for. Members are given by name and chosen by {@code -w}, {@code -r} and
 * {@code --filter}; what is chosen comes in the members' own order.
 */
public final class WorkspaceSelection {
    private final Map<String, String> folders;
    private final Map<String, Set<String>> dependencies;

    /**
     * @param folders each member's folder by its name, relative to the project
     * @param dependencies the names of what each member depends on; those that are no members count for nothing
     */
    public WorkspaceSelection(Map<String, String> folders, Map<String, Set<String>> dependencies) {
        this.folders = new LinkedHashMap<>(folders);
        this.dependencies = new HashMap<>(dependencies);
    }

    /** Every member, as {@code -r} asks. */
    public Set<String> all() {
        return new LinkedHashSet<>(folders.keySet());
    }

    /**
     * The members named by {@code -w}: by name, by folder, or all in a folder.
     *
     * @throws DxException if one of them names nothing
     */
    public Set<String> named(List<String> wishes) {
        Set<String> chosen = new LinkedHashSet<>();
        for (String wish : wishes) {
            Set<String> found = namedBy(wish);
            if (found.isEmpty()) {
                throw new DxException(
                        ErrorCode.DX_NOT_FOUND,
                        wish + ": no member of this project",
                        "Name one by its name or its folder" + known() + ".");
            }
            chosen.addAll(found);
        }
        return inOrder(chosen);
    }

    private Set<String> namedBy(String wish) {
        if (folders.containsKey(wish)) {
            return Set.of(wish);
        }
        String folder = plainFolder(wish);
        Set<String> found = new LinkedHashSet<>();
        folders.forEach((name, path) -> {
            if (path.equals(folder) || path.startsWith(folder + "/")) {
                found.add(name);
            }
        });
        return found;
    }

    /**
     * The members that filters choose: those that any filter without {@code !} chooses, or all if there is none, less those
     * that one with {@code !} chooses. A filter is a name, where {@code *} stands for anything, or a folder as
     * {@code ./path} or <code>{path}</code>, which may be a pattern; {@code ...} after it adds what it depends on, before it what depends on
     * it, and <code>^</code> beside the dots leaves itself out.
     */
    public Set<String> filtered(List<String> filters) {
        Set<String> chosen = new LinkedHashSet<>();
        Set<String> excluded = new LinkedHashSet<>();
        boolean all = true;
        for (String filter : filters) {
            if (filter.startsWith("!")) {
                excluded.addAll(chosenBy(filter.substring(1), filter));
            } else {
                all = false;
                chosen.addAll(chosenBy(filter, filter));
            }
        }
        Set<String> result = all ? all() : inOrder(chosen);
        result.removeAll(excluded);
        return result;
    }

    private Set<String> chosenBy(String selector, String filter) {
        String core = selector;
        boolean withDependents = core.startsWith("...");
        boolean withDependencies = core.endsWith("...") && core.length() > 3;
        core = core.substring(withDependents ? 3 : 0, core.length() - (withDependencies ? 3 : 0));
        boolean withoutSelf = false;
        if (withDependents && core.startsWith("^")) {
            withoutSelf = true;
            core = core.substring(1);
        }
        if (withDependencies && core.endsWith("^")) {
            withoutSelf = true;
            core = core.substring(0, core.length() - 1);
        }
        if (core.isEmpty()) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    "--filter " + filter,
                    "Name members, as in --filter web or --filter './apps/*'.");
        }
        if (core.contains("[") && core.endsWith("]")) {
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED,
                    "--filter " + filter + ": members changed since a commit cannot be chosen",
                    "Name the members, or their folder.");
        }
        Set<String> matching = matching(core);
        Set<String> chosen = new LinkedHashSet<>();
        if (withDependencies) {
            chosen.addAll(reach(matching, dependencies));
        }
        if (withDependents) {
            chosen.addAll(reach(matching, dependents()));
        }
        if (withoutSelf) {
            chosen.removeAll(matching);
        } else {
            chosen.addAll(matching);
        }
        return chosen;
    }

    private Set<String> matching(String core) {
        Set<String> matching = new LinkedHashSet<>();
        int brace = core.indexOf('{');
        if (core.endsWith("}") && brace >= 0) {
            String folder = plainFolder(core.substring(brace + 1, core.length() - 1));
            Set<String> inFolder = inFolder(folder);
            matching.addAll(brace == 0 ? inFolder : byName(core.substring(0, brace)));
            matching.retainAll(inFolder);
            return matching;
        }
        if (core.equals(".") || core.startsWith("./") || core.startsWith(".\\")) {
            return inFolder(plainFolder(core));
        }
        return byName(core);
    }

    private Set<String> inFolder(String folder) {
        Set<String> found = new LinkedHashSet<>();
        boolean pattern = folder.contains("*") || folder.contains("?");
        List<PathGlob> globs = pattern ? PathGlob.parse(folder, PathGlob.Hidden.MATCHED) : List.of();
        folders.forEach((name, path) -> {
            boolean in = pattern
                    ? globs.stream().anyMatch(glob -> glob.matches(path))
                    : folder.isEmpty() || path.equals(folder) || path.startsWith(folder + "/");
            if (in) {
                found.add(name);
            }
        });
        return found;
    }

    /** Members by a pattern for names; a name without a scope stands for the one member that has it in a scope. */
    private Set<String> byName(String pattern) {
        Set<String> found = new LinkedHashSet<>();
        SegmentGlob glob = new SegmentGlob(pattern);
        folders.keySet().stream().filter(glob::matchesHidden).forEach(found::add);
        if (found.isEmpty() && !pattern.startsWith("@") && !pattern.contains("/")) {
            SegmentGlob scoped = new SegmentGlob("@*/" + pattern);
            folders.keySet().stream().filter(scoped::matchesHidden).forEach(found::add);
            if (found.size() > 1) {
                found.clear();
            }
        }
        return found;
    }

    private Map<String, Set<String>> dependents() {
        Map<String, Set<String>> dependents = new HashMap<>();
        dependencies.forEach((name, wanted) -> wanted.forEach(each ->
                dependents.computeIfAbsent(each, _ -> new LinkedHashSet<>()).add(name)));
        return dependents;
    }

    /** What can be reached from the members, which are reached themselves; cycles are followed once. */
    private Set<String> reach(Set<String> from, Map<String, Set<String>> along) {
        Set<String> reached = new LinkedHashSet<>(from);
        Deque<String> pending = new ArrayDeque<>(from);
        while (!pending.isEmpty()) {
            for (String next : along.getOrDefault(pending.remove(), Set.of())) {
                if (folders.containsKey(next) && reached.add(next)) {
                    pending.add(next);
                }
            }
        }
        return reached;
    }

    private Set<String> inOrder(Set<String> chosen) {
        Set<String> ordered = all();
        ordered.retainAll(chosen);
        return ordered;
    }

    private static String plainFolder(String given) {
        String folder = given.replace('\\', '/').replaceFirst("^\\./", "").replaceFirst("/+$", "");
        return folder.equals(".") ? "" : folder;
    }

    private String known() {
        List<String> names = new ArrayList<>(folders.keySet());
        return names.isEmpty() || names.size() > 10 ? "" : ": " + String.join(", ", names);
    }
}
