package dev.dx.app.gui.projects;

import dev.dx.engine.npm.semver.Version;
import java.util.Comparator;

/** Older versions before newer ones; what is no version, such as none at all, comes before all versions. */
final class VersionOrder implements Comparator<String> {
    @Override
    public int compare(String left, String right) {
        Version leftVersion = Version.parse(left);
        Version rightVersion = Version.parse(right);
        if (leftVersion == null || rightVersion == null) {
            return leftVersion == null && rightVersion == null
                    ? left.compareTo(right)
                    : Boolean.compare(leftVersion != null, rightVersion != null);
        }
        return leftVersion.compareTo(rightVersion);
    }
}
