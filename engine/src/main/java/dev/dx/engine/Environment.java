package dev.dx.engine;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a process is told from outside: its variables, the user's home and the machine. Passed in, never read from the
 * running process in the middle of the engine, so that one engine can work for many callers.
 */
public record Environment(Map<String, String> variables, Path userHome, Platform platform) {
    public Environment {
        variables = Map.copyOf(variables);
    }

    public static Environment current() {
        return new Environment(System.getenv(), Path.of(System.getProperty("user.home", "/")), Platform.current());
    }

    /** The variable's value; null where it is unset or empty. */
    public @Nullable String get(String name) {
        String value = variables.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /**
     * Where PATH finds a program; null if nowhere. Entries that depend on the current folder are not looked at: nothing of
     * a project is run unasked.
     */
    public @Nullable Path program(String name) {
        String path = get("PATH");
        if (path == null) {
            return null;
        }
        List<String> endings = platform.isWindows() ? List.of(".exe", ".cmd", ".bat") : List.of("");
        for (String folder : path.split(File.pathSeparator, -1)) {
            for (String ending : endings) {
                Path program = programIn(folder, name + ending);
                if (program != null) {
                    return program;
                }
            }
        }
        return null;
    }

    private static @Nullable Path programIn(String folder, String name) {
        try {
            Path program = Path.of(folder, name);
            boolean runnable = program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program);
            return runnable ? program : null;
        } catch (InvalidPathException notAFolder) {
            return null;
        }
    }

    /** Whether a build server runs this. */
    public boolean isCi() {
        String ci = get("CI");
        return ci != null && !ci.toLowerCase(Locale.ROOT).equals("false") && !ci.equals("0");
    }

    /** Where DX keeps what outlives a command. */
    public DxHome dxHome() {
        String chosen = get("DX_HOME");
        if (chosen != null) {
            return new DxHome(Path.of(chosen).toAbsolutePath().normalize());
        }
        return new DxHome(dataFolder().resolve("dx"));
    }

    private Path dataFolder() {
        return switch (platform.os()) {
            case "win32" -> folder("LOCALAPPDATA", userHome.resolve("AppData").resolve("Local"));
            case "darwin" -> userHome.resolve("Library").resolve("Application Support");
            default -> folder("XDG_DATA_HOME", userHome.resolve(".local").resolve("share"));
        };
    }

    private Path folder(String variable, Path otherwise) {
        String value = get(variable);
        return value != null && Path.of(value).isAbsolute() ? Path.of(value) : otherwise;
    }
}
