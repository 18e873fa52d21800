package dev.dx.engine;

import java.nio.file.Path;
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
