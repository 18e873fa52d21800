package dev.dx.engine.npm.source;

import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The branches and tags a repository names, as {@code git ls-remote} lists them. */
final class GitRevisions {
    private static final Pattern VERSION_AT_END = Pattern.compile("v?(\\d+\\.\\d+\\.\\d+(?:[-+].+)?)$");
    private static final Pattern COMMIT = Pattern.compile("[a-f0-9]{40,64}");

    private final Map<String, Revision> byName = new LinkedHashMap<>();
    private final Map<String, String> versions = new LinkedHashMap<>();

    /**
     * A name with what it stands for.
     *
     * @param fullName {@code refs/tags/v1.0.0}
     */
    record Revision(String commit, String fullName) {}

    private GitRevisions() {}

    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    static GitRevisions parse(String listing) {
        GitRevisions revisions = new GitRevisions();
        Map<String, String> peeled = new HashMap<>();
        for (String line : listing.lines().toList()) {
            String[] parts = line.strip().split("\\s+", 2);
            if (parts.length < 2 || !isCommit(parts[0])) {
                continue;
            }
            if (parts[1].endsWith("^{}")) {
                peeled.put(parts[1].substring(0, parts[1].length() - 3), parts[0]);
            }
        }
        for (String line : listing.lines().toList()) {
            String[] parts = line.strip().split("\\s+", 2);
            if (parts.length == 2 && isCommit(parts[0]) && !parts[1].endsWith("^{}")) {
                // A tag with words of its own stands for the commit it tags.
                revisions.add(new Revision(peeled.getOrDefault(parts[1], parts[0]), parts[1]));
            }
        }
        return revisions;
    }

    private void add(Revision revision) {
        String full = revision.fullName();
        String name = full;
        if (full.startsWith("refs/tags/")) {
            name = full.substring("refs/tags/".length());
            Matcher version = VERSION_AT_END.matcher(name);
            Version parsed = version.find() ? Version.parse(version.group(1), Options.LOOSE) : null;
            if (parsed != null) {
                versions.put(parsed.toString(), full);
            }
        } else if (full.startsWith("refs/heads/")) {
            name = full.substring("refs/heads/".length());
        } else if (full.startsWith("refs/pull/")) {
            name = full.substring("refs/".length()).replaceFirst("/head$", "");
        }
        byName.put(name, revision);
        byName.put(full, revision);
    }

    /** The commit that is checked out where nothing else is asked for; null in an empty repository. */
    @Nullable
    Revision head() {
        return byName.get("HEAD");
    }

    /** What a branch, tag or commit that something is named after stands for; null where it is none of those. */
    @Nullable
    Revision named(String name) {
        Revision revision = byName.get(name);
        if (revision != null) {
            return revision;
        }
        return byName.values().stream()
                .filter(each -> each.commit().equals(name))
                .findFirst()
                .orElse(null);
    }

    /**
     * The tag whose version is chosen for a range: that of the branch {@code latest}, or else of the head, if it will do;
     * else the highest. Null where none will.
     */
    @Nullable
    Revision inRange(Range range) {
        Revision latest = byName.get("latest");
        Revision preferred = latest == null ? head() : latest;
        Revision best = null;
        Version highest = null;
        for (Map.Entry<String, String> entry : versions.entrySet()) {
            Version version = Version.parse(entry.getKey(), Options.LOOSE);
            Revision revision = byName.get(entry.getValue());
            if (version == null || revision == null || !range.satisfies(version)) {
                continue;
            }
            if (preferred != null && preferred.commit().equals(revision.commit())) {
                return revision;
            }
            if (highest == null || version.compareTo(highest) > 0) {
                highest = version;
                best = revision;
            }
        }
        return best;
    }
}
