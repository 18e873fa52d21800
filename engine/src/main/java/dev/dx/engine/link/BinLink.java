package dev.dx.engine.link;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * A command that a package brings along.
 *
 * @param name what the command is called: a plain file name
 * @param packageFolder the package's folder, relative to the node_modules that holds it: {@code a}, {@code @scope/b}
 * @param target the file the command starts, relative to the package's folder, separated by {@code /}; never outside
 */
public record BinLink(String name, String packageFolder, String target) {
    public BinLink {
        if (!isFileName(name)) {
            throw unsafe(packageFolder, "a command named \"" + name + "\"");
        }
        List<String> folder = List.of(packageFolder.split("/", -1));
        boolean scoped = folder.size() == 2 && packageFolder.startsWith("@");
        if (!(folder.size() == 1 || scoped) || !folder.stream().allMatch(BinLink::isFileName)) {
            throw unsafe(packageFolder, "a folder of that name");
        }
        if (!target.equals(insidePackage(packageFolder, target))) {
            throw new IllegalArgumentException("not in normal form: " + target);
        }
    }

    /**
     * The command as a manifest declares it. A scope before the command's name is dropped, as npm does, and so is what
     * leads a target from its own folder to its own folder ({@code ./cli.js}).
     *
     * @throws DxException with {@link ErrorCode#DX_UNSAFE_PATH} where the name is more than a file name, or the target is
     *     not in the package
     */
    public static BinLink declared(String name, String packageFolder, String target) {
        return new BinLink(withoutScope(name), packageFolder, insidePackage(packageFolder, target));
    }

    private static String withoutScope(String name) {
        int slash = name.indexOf('/');
        boolean scope = slash > 1 && name.startsWith("@") && isFileName(name.substring(0, slash));
        return scope ? name.substring(slash + 1) : name;
    }

    private static String insidePackage(String packageFolder, String declared) {
        // Packages made on Windows name their files that way, and npm reads them so.
        String target = declared.replace('\\', '/');
        List<String> path = new ArrayList<>();
        for (String segment : target.split("/")) {
            switch (segment) {
                case "", "." -> {}
                case ".." -> {
                    if (path.isEmpty()) {
                        throw unsafe(packageFolder, "a command outside of itself, \"" + declared + "\"");
                    }
                    path.removeLast();
                }
                default -> path.add(segment);
            }
        }
        boolean drive = target.length() > 1 && target.charAt(1) == ':';
        if (path.isEmpty() || target.startsWith("/") || drive || target.indexOf('\0') >= 0) {
            throw unsafe(packageFolder, "a command outside of itself, \"" + declared + "\"");
        }
        return String.join("/", path);
    }

    /** Whether it names an entry of a folder on every platform, and nothing but that. */
    private static boolean isFileName(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < ' ' || c == '/' || c == '\\' || c == ':') {
                return false;
            }
        }
        return true;
    }

    private static DxException unsafe(String packageFolder, String declares) {
        return new DxException(
                ErrorCode.DX_UNSAFE_PATH,
                packageFolder + ": the package declares " + declares,
                "Do not install this package; tell the registry it came from.");
    }
}
