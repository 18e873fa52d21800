package dev.dx.engine.pack;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of an archive's permission bits, as npm keeps them: everybody may read, the owner may write, and who may
 * execute is as it was. Nearly every file has one of the first two.
 */
public enum FileMode {
    REGULAR(0, 0644),
    EXECUTABLE(1, 0755),
    EXECUTABLE_BY_OWNER(2, 0744),
    EXECUTABLE_BY_GROUP(3, 0654),
    EXECUTABLE_BY_OTHERS(4, 0645),
    EXECUTABLE_BY_OWNER_AND_GROUP(5, 0754),
    EXECUTABLE_BY_OWNER_AND_OTHERS(6, 0745),
    EXECUTABLE_BY_GROUP_AND_OTHERS(7, 0655);

    private static final FileMode[] ALL = values();

    private final int number;
    private final int bits;

    FileMode(int number, int bits) {
        this.number = number;
        this.bits = bits;
    }

    /** The mode of a file that an archive gives these bits. */
    public static FileMode of(int bits) {
        int kept = 0644 | (bits & 0111);
        for (FileMode mode : ALL) {
            if (mode.bits == kept) {
                return mode;
            }
        }
        throw new AssertionError(kept);
    }

    /** The mode that formats write as this number; null if there is none. */
    public static @Nullable FileMode numbered(int number) {
        for (FileMode mode : ALL) {
            if (mode.number == number) {
                return mode;
            }
        }
        return null;
    }

    public int number() {
        return number;
    }

    public int bits() {
        return bits;
    }

    public Set<PosixFilePermission> permissions() {
        Set<PosixFilePermission> granted = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((bits & bitOf(permission)) != 0) {
                granted.add(permission);
            }
        }
        return granted;
    }

    private static int bitOf(PosixFilePermission permission) {
        return switch (permission) {
            case OWNER_READ -> 0400;
            case OWNER_WRITE -> 0200;
            case OWNER_EXECUTE -> 0100;
            case GROUP_READ -> 040;
            case GROUP_WRITE -> 020;
            case GROUP_EXECUTE -> 010;
            case OTHERS_READ -> 04;
            case OTHERS_WRITE -> 02;
            case OTHERS_EXECUTE -> 01;
        };
    }
}
