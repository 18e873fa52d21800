package dev.dx.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The machine packages are installed for, in the words package authors use for it.
 *
 * @param os {@code linux}, {@code darwin}, {@code win32}, …
 * @param cpu {@code x64}, {@code arm64}, …
 * @param libc on Linux the C library, {@code "glibc"} or {@code "musl"}, else null
 */
public record Platform(String os, String cpu, @Nullable String libc) {
    private static final Platform CURRENT = here();

    /** The machine this process runs on. */
    public static Platform current() {
        return CURRENT;
    }

    private static Platform here() {
        String os = osOf(System.getProperty("os.name", ""));
        String cpu = cpuOf(System.getProperty("os.arch", ""));
        return new Platform(os, cpu, os.equals("linux") ? libcHere() : null);
    }

    public boolean isWindows() {
        return os.equals("win32");
    }

    private static String osOf(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("windows")) {
            return "win32";
        }
        return lower.startsWith("mac") ? "darwin" : lower.replace(" ", "");
    }

    private static String cpuOf(String arch) {
        return switch (arch) {
            case "amd64", "x86_64" -> "x64";
            case "aarch64" -> "arm64";
            case "x86", "i386", "i686" -> "ia32";
            case "ppc64le" -> "ppc64";
            default -> arch;
        };
    }

    private static String libcHere() {
        boolean musl =
                Files.exists(Path.of("/lib/ld-musl-x86_64.so.1")) || Files.exists(Path.of("/lib/ld-musl-aarch64.so.1"));
        return musl ? "musl" : "glibc";
    }
}
