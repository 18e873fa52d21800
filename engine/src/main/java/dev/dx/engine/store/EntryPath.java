package dev.dx.engine.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an archive's entry belongs in the package's folder. The first part of its path is dropped, whatever it is; what
 * no operating system would take for a path inside a folder is refused on all of them.
 */
final class EntryPath {
    private final String archive;
    private final ArchiveLimits limits;
    private final TargetNames names;

    EntryPath(String archive, ArchiveLimits limits, TargetNames names) {
        this.archive = archive;
        this.limits = limits;
        this.names = names;
    }

    /** The path below the package's folder; null for the folder itself and for what stands beside it. */
    @Nullable
    String inside(String path) {
        if (path.indexOf('\0') >= 0) {
            throw Refusal.unsafePath(archive, path, "has a NUL in it");
        }
        if (path.indexOf('\\') >= 0) {
            throw Refusal.unsafePath(archive, path, "has a backslash in it");
        }
        if (path.startsWith("/")) {
            throw Refusal.unsafePath(archive, path, "is absolute");
        }
        int bytes = utf8Length(path);
        if (bytes > limits.pathBytes()) {
            throw Refusal.limit(archive, Refusal.printable(path) + " is a path of " + bytes + " bytes");
        }
        List<String> parts = new ArrayList<>();
        int start = 0;
        boolean first = true;
        while (start <= path.length()) {
            int end = path.indexOf('/', start);
            end = end < 0 ? path.length() : end;
            String part = path.substring(start, end);
            start = end + 1;
            check(path, part, first || parts.isEmpty());
            if (!first && !part.isEmpty() && !part.equals(".")) {
                String objection = names.objection(part);
                if (objection != null) {
                    throw Refusal.unsafePath(archive, path, objection);
                }
                parts.add(part);
            }
            first = false;
        }
        if (parts.size() > limits.pathDepth()) {
            throw Refusal.limit(archive, Refusal.printable(path) + " is " + parts.size() + " folders deep");
        }
        return parts.isEmpty() ? null : String.join("/", parts);
    }

    /** Refuses paths of one package that the target may take for one another. */
    void checkTogether(Collection<String> all) {
        ShortNames.Clash clash = names.clash(all);
        if (clash != null) {
            throw Refusal.collision(
                    archive, clash.path(), "may be the short name of " + Refusal.printable(clash.other()));
        }
    }

    private void check(String path, String part, boolean leading) {
        if (part.equals("..")) {
            throw Refusal.unsafePath(archive, path, "leads out of the package");
        }
        if (leading && part.length() >= 2 && part.charAt(1) == ':' && isLetter(part.charAt(0))) {
            throw Refusal.unsafePath(archive, path, "names a drive");
        }
        if (part.length() > limits.nameBytes() / 3 && utf8Length(part) > limits.nameBytes()) {
            throw Refusal.limit(archive, Refusal.printable(path) + " has a name longer than a file system takes");
        }
    }

    private static boolean isLetter(char c) {
        int lower = c | 0x20;
        return 'a' <= lower && lower <= 'z';
    }

    static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
