package dev.dx.engine.npm.lock;

import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A lock that git could not merge: both sides, put together. What only one side has is kept, since what nothing needs is
 * removed anyway; what they disagree about is left out, to be chosen anew.
 *
 * @param disagreeing the locations left out, in order
 */
public record LockMerge(PackageLock lock, List<String> disagreeing) {
    private enum Side {
        BOTH,
        OURS,
        BASE,
        THEIRS
    }

    public LockMerge {
        disagreeing = List.copyOf(disagreeing);
    }

    /** Whether git left its markers in the text. */
    public static boolean isConflicted(String text) {
        return text.startsWith("<<<<<<<") || text.contains("\n<<<<<<<");
    }

    /**
     * @param file how to name it in an error
     */
    public static LockMerge of(String file, String text) {
        StringBuilder ours = new StringBuilder();
        StringBuilder theirs = new StringBuilder();
        Side side = Side.BOTH;
        for (String line : text.split("(?<=\n)")) {
            if (line.startsWith("<<<<<<<")) {
                side = Side.OURS;
            } else if (line.startsWith("|||||||")) {
                side = Side.BASE;
            } else if (line.startsWith("=======")) {
                side = Side.THEIRS;
            } else if (line.startsWith(">>>>>>>")) {
                side = Side.BOTH;
            } else {
                if (side == Side.BOTH || side == Side.OURS) {
                    ours.append(line);
                }
                if (side == Side.BOTH || side == Side.THEIRS) {
                    theirs.append(line);
                }
            }
        }
        return merge(
                PackageLock.parse(file + " (our side of the merge)", ours.toString()),
                PackageLock.parse(file + " (their side of the merge)", theirs.toString()));
    }

    /**
     * What either side changed since both were the same. The project's own wishes are merged one by one.
     *
     * @param base what both sides began with
     */
    public static LockMerge of(PackageLock base, PackageLock ours, PackageLock theirs) {
        Map<String, JsonObject> merged = new LinkedHashMap<>();
        List<String> disagreeing = new ArrayList<>();
        TreeSet<String> locations = new TreeSet<>(ours.packages().keySet());
        locations.addAll(theirs.packages().keySet());
        for (String location : locations) {
            JsonObject before = base.packages().get(location);
            JsonObject mine = ours.packages().get(location);
            JsonObject other = theirs.packages().get(location);
            JsonObject kept;
            if (Objects.equals(mine, before)) {
                kept = other;
            } else if (Objects.equals(other, before) || (mine != null && other != null && isSame(mine, other))) {
                kept = mine;
            } else {
                disagreeing.add(location);
                continue;
            }
            if (kept != null) {
                merged.put(location, kept);
            }
        }
        JsonObject project = merged(
                base.project().json(), ours.project().json(), theirs.project().json(), "the project's ", disagreeing);
        int version = Math.max(ours.version(), theirs.version());
        return new LockMerge(new PackageLock(merged, PackageManifest.of(project), ours.style(), version), disagreeing);
    }

    /** Where both sides changed a value, ours is kept, and the key noted. */
    private static JsonObject merged(
            JsonObject base, JsonObject ours, JsonObject theirs, String where, List<String> disagreeing) {
        JsonObject merged = ours;
        Set<String> keys = new LinkedHashSet<>(ours.keys());
        keys.addAll(theirs.keys());
        for (String key : keys) {
            JsonValue before = base.get(key);
            JsonValue mine = ours.get(key);
            JsonValue other = theirs.get(key);
            if (Objects.equals(mine, other) || Objects.equals(other, before)) {
                continue;
            }
            if (Objects.equals(mine, before)) {
                merged = other == null ? merged.without(key) : merged.with(key, other);
            } else if (mine instanceof JsonObject left && other instanceof JsonObject right) {
                JsonObject middle = before instanceof JsonObject object ? object : JsonObject.EMPTY;
                merged = merged.with(key, merged(middle, left, right, where + key + " ", disagreeing));
            } else {
                disagreeing.add(where + key);
            }
        }
        return merged;
    }

    private static LockMerge merge(PackageLock ours, PackageLock theirs) {
        Map<String, JsonObject> merged = new LinkedHashMap<>();
        List<String> disagreeing = new ArrayList<>();
        TreeSet<String> locations = new TreeSet<>(ours.packages().keySet());
        locations.addAll(theirs.packages().keySet());
        for (String location : locations) {
            JsonObject mine = ours.packages().get(location);
            JsonObject other = theirs.packages().get(location);
            if (mine == null || other == null) {
                JsonObject only = mine == null ? other : mine;
                if (only != null) {
                    merged.put(location, only);
                }
            } else if (isSame(mine, other)) {
                merged.put(location, mine);
            } else {
                disagreeing.add(location);
            }
        }
        int version = Math.max(ours.version(), theirs.version());
        return new LockMerge(new PackageLock(merged, ours.project(), ours.style(), version), disagreeing);
    }

    /** Whether they are the same package; what it is for follows from the tree. */
    private static boolean isSame(JsonObject mine, JsonObject other) {
        for (String key : List.of("name", "version", "resolved", "integrity", "link")) {
            Object left = mine.get(key);
            if (left == null ? other.get(key) != null : !left.equals(other.get(key))) {
                return false;
            }
        }
        return true;
    }
}
