package dev.dx.engine.install.change;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.ArrayList;
import java.util.List;

/** Refuses a lock that is to stay as it is and does not fit the manifests. */
public final class FrozenLock {
    private static final String REMEDY = "Run dx install and commit the package-lock.json it writes.";

    private FrozenLock() {}

    /** A lock that lacks what the manifest asks for is out of date, whatever the registry would offer. */
    public static void refuseIfWishesDiffer(TreeNode project) {
        List<Edge> wishes = new ArrayList<>(project.edgesOut());
        project.everyNode().stream()
                .filter(node -> node.isFolder() && node.isWithin(project))
                .forEach(folder -> wishes.addAll(folder.edgesOut()));
        for (Edge edge : wishes) {
            TreeNode answer = edge.to();
            if (!edge.isValid()) {
                throw new DxException(
                        ErrorCode.DX_LOCK_OUT_OF_DATE,
                        "package-lock.json does not fit package.json: " + edge.name() + "@" + edge.spec()
                                + " is wanted, " + (answer == null ? "none" : answer.version()) + " is locked",
                        REMEDY);
            }
        }
    }

    /** @param lockText the lock as it would be written */
    public static void refuseIfDifferent(PackageLock lock, String lockText) {
        PackageLock wanted = PackageLock.parse(PackageLock.FILE_NAME, lockText);
        List<String> differing = new ArrayList<>();
        // What the lock holds beyond that is in nobody's way; npm ci passes over it as well.
        for (String location : wanted.packages().keySet()) {
            String now = versionAt(lock, location);
            String then = versionAt(wanted, location);
            if (!now.equals(then)) {
                differing.add(location + " is " + now + " and would be " + then);
            }
        }
        if (!differing.isEmpty()) {
            throw new DxException(
                    ErrorCode.DX_LOCK_OUT_OF_DATE,
                    "package-lock.json does not fit package.json: " + differing.getFirst()
                            + (differing.size() > 1 ? ", and " + (differing.size() - 1) + " more" : ""),
                    REMEDY);
        }
    }

    private static String versionAt(PackageLock lock, String location) {
        JsonObject entry = lock.packages().get(location);
        if (entry == null) {
            return "absent";
        }
        String version = entry.string("version");
        String link = entry.string("resolved");
        return version != null ? version : link != null && entry.isTruthy("link") ? link : "there";
    }
}
