package dev.dx.engine.npm.spec;

import dev.dx.engine.Platform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where specs that name files are understood from.
 *
 * @param folder what relative paths start at; absolute
 * @param home what {@code ~} stands for; absolute
 * @param style how paths are written
 */
record SpecFolder(String folder, String home, PathStyle style) {
    private static final Pattern LEADING_DOTS = Pattern.compile("/{1,3}\\.\\.?(/.*|$)", Pattern.DOTALL);
    private static final Pattern WINDOWS_ROOT = Pattern.compile("/+([A-Za-z]:/.*)", Pattern.DOTALL);

    /**
     * A file that a spec names.
     *
     * @param saved as it is written to a manifest: {@code file:../x}
     * @param path where it is; absolute
     */
    record Target(String saved, String path) {}

    static SpecFolder of(Path folder) {
        return new SpecFolder(
                folder.toAbsolutePath().toString(),
                System.getProperty("user.home", ""),
                PathStyle.of(Platform.current().os()));
    }

    /** Understands a path, or a {@code file:} URL, the ways npm does, among them {@code file://path} and {@code file:/./path}. */
    Target resolve(String spec) {
        String path = style == PathStyle.WINDOWS ? spec.replace('\\', '/') : spec;
        if (path.startsWith("file:")) {
            path = path.substring("file:".length());
        }
        if (path.startsWith("//") && path.length() > 2 && path.charAt(2) != '/') {
            path = "/" + path;
        }
        if (LEADING_DOTS.matcher(path).matches()) {
            path = path.replaceFirst("^/+", "");
        }
        String fromRoot = urlPath(path, List.of());
        String whole = urlPath(path, folderSegments());
        if (style == PathStyle.WINDOWS) {
            whole = WINDOWS_ROOT.matcher(whole).replaceFirst("$1");
        }
        String saved;
        if (fromRoot.equals("/~") || fromRoot.startsWith("/~/")) {
            saved = fromRoot.substring(1);
            whole = style.resolve(home, fromRoot.substring(Math.min(3, fromRoot.length())));
        } else if (style.isAbsolute(path)) {
            saved = style.resolve(folder, whole);
        } else {
            saved = style.relative(folder, style.resolve(folder, whole));
        }
        saved = "file:" + saved.replace('\\', '/');
        if (saved.startsWith("file://")) {
            saved = saved.substring(0, 5) + saved.substring(6);
        }
        return new Target(saved, style.resolve(folder, whole));
    }

    private List<String> folderSegments() {
        String text = style == PathStyle.WINDOWS ? folder.replace('\\', '/') : folder;
        List<String> segments = new ArrayList<>();
        for (String segment : text.split("/", -1)) {
            if (!segment.isEmpty()) {
                segments.add(segment);
            }
        }
        return segments;
    }

    /** The path of a {@code file:} URL that is relative to a folder; a drive letter takes the place of the root. */
    private static String urlPath(String text, List<String> folder) {
        String path = text.startsWith("///") ? text.substring(2) : text;
        boolean drive = startsWithDrive(path.startsWith("/") ? path.substring(1) : path);
        List<String> segments = new ArrayList<>();
        if (path.startsWith("/")) {
            if (!drive && !folder.isEmpty() && isDrive(folder.get(0))) {
                segments.add(folder.get(0));
            }
            path = path.substring(1);
        } else if (!drive) {
            segments.addAll(folder);
        }
        String[] parts = path.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            if (parts[i].equals("..")) {
                if (!segments.isEmpty() && !(segments.size() == 1 && isDrive(segments.get(0)))) {
                    segments.remove(segments.size() - 1);
                }
            } else if (!parts[i].equals(".")) {
                segments.add(parts[i]);
                continue;
            }
            if (last) {
                segments.add("");
            }
        }
        return "/" + String.join("/", segments);
    }

    private static boolean startsWithDrive(String text) {
        return text.length() > 1 && isDrive(text.substring(0, 2)) && (text.length() == 2 || text.charAt(2) == '/');
    }

    private static boolean isDrive(String text) {
        return text.length() == 2 && PathStyle.drive(text).length() == 2;
    }
}
