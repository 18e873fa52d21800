package dev.dx.engine.npm.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a platform writes paths, as text: specs and lock files name folders of other machines too, which {@link
 * java.nio.file.Path} of this machine cannot hold.
 */
enum PathStyle {
    POSIX {
        @Override
        boolean isAbsolute(String path) {
            return path.startsWith("/");
        }

        @Override
        String resolve(String folder, String path) {
            String whole = isAbsolute(path) ? path : folder + "/" + path;
            return "/" + String.join("/", normal(whole));
        }

        @Override
        String relative(String from, String to) {
            return relative(normal(from), normal(to), "/");
        }
    },
    WINDOWS {
        @Override
        boolean isAbsolute(String path) {
            String rest = path.substring(drive(path).length());
            return rest.startsWith("/") || rest.startsWith("\\");
        }

        @Override
        String resolve(String folder, String path) {
            String drive = drive(path);
            String rest = path.substring(drive.length());
            String folderDrive = drive(folder);
            boolean sameDrive = drive.isEmpty() || drive.equalsIgnoreCase(folderDrive);
            String whole = isAbsolute(path) || !sameDrive ? rest : folder.substring(folderDrive.length()) + "\\" + rest;
            return (drive.isEmpty() ? folderDrive : drive) + "\\" + String.join("\\", normal(whole));
        }

        @Override
        String relative(String from, String to) {
            if (!drive(from).equalsIgnoreCase(drive(to))) {
                return to;
            }
            return relative(
                    normal(from.substring(drive(from).length())),
                    normal(to.substring(drive(to).length())),
                    "\\");
        }

        @Override
        boolean sameName(String one, String other) {
            return one.equalsIgnoreCase(other);
        }

        @Override
        List<String> normal(String path) {
            return super.normal(path.replace('\\', '/'));
        }
    };

    abstract boolean isAbsolute(String path);

    /** The absolute, normal form of {@code path} as seen from {@code folder}, which is absolute. */
    abstract String resolve(String folder, String path);

    /** The way from one absolute path to another; empty if they are the same. */
    abstract String relative(String from, String to);

    boolean sameName(String one, String other) {
        return one.equals(other);
    }

    static PathStyle of(String os) {
        return os.toLowerCase(Locale.ROOT).equals("win32") ? WINDOWS : POSIX;
    }

    /** The names of an absolute path from its root on, without {@code .} and {@code ..}. */
    List<String> normal(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            if (name.equals("..")) {
                if (!names.isEmpty()) {
                    names.remove(names.size() - 1);
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return names;
    }

    String relative(List<String> from, List<String> to, String separator) {
        int shared = 0;
        while (shared < from.size() && shared < to.size() && sameName(from.get(shared), to.get(shared))) {
            shared++;
        }
        List<String> names = new ArrayList<>();
        for (int i = shared; i < from.size(); i++) {
            names.add("..");
        }
        names.addAll(to.subList(shared, to.size()));
        return String.join(separator, names);
    }

    /** {@code C:}, {@code \\server\share}, or empty. */
    static String drive(String path) {
        if (path.length() > 1 && path.charAt(1) == ':' && isLetter(path.charAt(0))) {
            return path.substring(0, 2);
        }
        String text = path.replace('/', '\\');
        if (text.startsWith("\\\\") && !text.startsWith("\\\\\\")) {
            int share = text.indexOf('\\', 2);
            if (share > 2 && share + 1 < text.length() && text.charAt(share + 1) != '\\') {
                int end = text.indexOf('\\', share + 1);
                return text.substring(0, end < 0 ? text.length() : end);
            }
        }
        return "";
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
