package dev.dx.engine.install.tree;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Packages that tools are known to edit in place: they get files of their own, so that no other project sees the edit. */
public final class EditedPackages {
    private static final String PATCH = ".patch";

    private EditedPackages() {}

    /** Their names: what generates code into itself, and what patch-package has a patch for. */
    public static Set<String> of(Path project) {
        Set<String> names = new HashSet<>(Set.of("prisma", "@prisma/client", "@prisma/engines"));
        Path patches = project.resolve("patches");
        if (!Files.isDirectory(patches)) {
            return names;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(patches)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.endsWith(PATCH)) {
                    names.add(patched(name.substring(0, name.length() - PATCH.length())));
                }
            }
        } catch (IOException unreadable) {
            return names;
        }
        return names;
    }

    /** {@code a++@s+b+1.0.0} is for the package {@code @s/b} in {@code a}. */
    public static String patched(String patch) {
        String last = patch.substring(patch.lastIndexOf("++") < 0 ? 0 : patch.lastIndexOf("++") + 2);
        String[] parts = last.split("\\+", -1);
        return last.startsWith("@") && parts.length > 1 ? parts[0] + "/" + parts[1] : parts[0];
    }
}
