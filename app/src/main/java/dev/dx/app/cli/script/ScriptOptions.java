package dev.dx.app.cli.script;

import dev.dx.app.cli.call.OptionGroup;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be said to every command that runs a script of package.json. */
final class ScriptOptions implements OptionGroup {
    @Option(names = "--if-present", description = "Do nothing where there is no such script.")
    boolean ifPresent;

    @Option(names = "--ignore-scripts", description = "Run the script alone, and not what goes before and after it.")
    boolean ignoreScripts;

    @Option(names = "--script-shell", paramLabel = "SHELL", description = "The shell that runs it.")
    @Nullable
    String shell;

    @Override
    public boolean flag(String name) {
        switch (name) {
            case "--if-present" -> ifPresent = true;
            case "--ignore-scripts" -> ignoreScripts = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return name.equals("--script-shell") ? value -> shell = value : null;
    }

    /** In the words of npm's configuration. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        if (ignoreScripts) {
            settings.put("ignore-scripts", "true");
        }
        if (shell != null) {
            settings.put("script-shell", shell);
        }
        return settings;
    }
}
