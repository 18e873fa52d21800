package dev.dx.app.gui.text;

import java.io.File;
import java.nio.file.Path;

/** Folders as people write them: what is in the user's home begins with {@code ~}. */
public final class FolderText {
    private static final Path HOME = Path.of(System.getProperty("user.home", "/"));

    private FolderText() {}

    public static String of(Path folder) {
        return of(folder, HOME);
    }

    static String of(Path folder, Path home) {
        if (home.getNameCount() == 0 || !folder.startsWith(home)) {
            return folder.toString();
        }
        return folder.equals(home) ? "~" : "~" + File.separator + home.relativize(folder);
    }
}
