package dev.dx.engine.install.change;

import dev.dx.engine.npm.lock.ImportedLock;
import dev.dx.engine.npm.resolve.Pins;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The choices of another tool's lock, put to a resolver. */
public record LockPins(ImportedLock lock) implements Pins {
    @Override
    public List<String> versionsFor(TreeNode asking, String name, String spec, String packageName) {
        TreeNode source = asking.source() == null ? asking : asking.source();
        String who = source.isTop() ? source.location() : source.manifest().toString();
        String pinned = lock.versionFor(who, name, spec);
        // Wishes the lock does not know, as those for peers in some, are best met by what is there anyway.
        List<String> versions = new ArrayList<>();
        if (pinned != null) {
            versions.add(pinned);
        }
        versions.addAll(lock.versionsOf(packageName));
        return versions;
    }

    /** What the lock holds and the tree does not, and the other way round, in words. */
    public List<String> differences(TreeNode project) {
        NavigableSet<String> before = lock.packages();
        NavigableSet<String> now = new TreeSet<>();
        for (TreeNode node : project.everyNode()) {
            if (!node.isTop() && !node.version().isEmpty()) {
                now.add(node.manifest().toString());
            }
        }
        NavigableSet<String> gone = new TreeSet<>(before);
        gone.removeAll(now);
        now.removeAll(before);
        List<String> differences = new ArrayList<>();
        if (!gone.isEmpty()) {
            differences.add("packages of the other lock that nothing needs: " + String.join(", ", gone));
        }
        if (!now.isEmpty()) {
            differences.add("packages that the other lock does not have: " + String.join(", ", now));
        }
        return differences;
    }
}
