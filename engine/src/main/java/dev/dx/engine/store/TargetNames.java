package dev.dx.engine.store;

import java.nio.file.FileSystem;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a file or folder may be called on a file system. */
public enum TargetNames {
    ANY,
    WINDOWS;

    private static final Set<String> DEVICES = Set.of(
            "CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$", "COM0", "COM1", "COM2", "COM3", "COM4", "COM5",
            "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³", "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5",
            "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³");

    public static TargetNames of(FileSystem target) {
        return target.getSeparator().equals("\\") ? WINDOWS : ANY;
    }

    /** What speaks against a file or folder of this name; null if nothing does. */
    public @Nullable String objection(String name) {
        return switch (this) {
            case ANY -> null;
            case WINDOWS -> windows(name);
        };
    }

    /** Two of these paths that may be one there, though nothing in them says so; null where there are none. */
    ShortNames.@Nullable Clash clash(Collection<String> paths) {
        return switch (this) {
            case ANY -> null;
            case WINDOWS -> ShortNames.among(paths);
        };
    }

    private static @Nullable String windows(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < ' ' || "<>:\"|?*".indexOf(c) >= 0) {
                return "has a character that no name has on Windows";
            }
        }
        if (name.endsWith(".") || name.endsWith(" ")) {
            return "ends in what Windows takes off a name";
        }
        int dot = name.indexOf('.');
        String stem = (dot < 0 ? name : name.substring(0, dot)).strip().toUpperCase(Locale.ROOT);
        return DEVICES.contains(stem) ? "is the name of a device on Windows" : null;
    }
}
