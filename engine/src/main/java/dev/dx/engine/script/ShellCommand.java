package dev.dx.engine.script;

import dev.dx.engine.Environment;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The command line that hands a script to a shell, word for word as npm does. */
final class ShellCommand {
    private static final Pattern SPECIAL_TO_SH = Pattern.compile("[\\t\\n\\r \"#$&'()*;<>?\\\\`|~]");
    private static final Pattern SPECIAL_TO_CMD = Pattern.compile("[ !%^&()<>|\"]");
    private static final Pattern QUOTED_FOR_CMD = Pattern.compile("[ \\t\\n\\u000b\"]");
    private static final Pattern CMD = Pattern.compile("(?i)(?:^|.*\\\\)cmd(?:\\.exe)?");

    private ShellCommand() {}

    /** @param chosen the configured shell; null for the system's */
    static List<String> of(Environment environment, @Nullable String chosen, String script, List<String> arguments) {
        String shell = chosen == null || chosen.isBlank() ? usualShell(environment) : chosen;
        StringBuilder line = new StringBuilder(script);
        if (CMD.matcher(shell).matches()) {
            boolean batch = startsBatchFile(script);
            arguments.forEach(argument -> line.append(' ').append(forCmd(argument, batch)));
            return List.of(shell, "/d", "/s", "/c", line.toString());
        }
        arguments.forEach(argument -> line.append(' ').append(forSh(argument)));
        return List.of(shell, "-c", line.toString());
    }

    private static String usualShell(Environment environment) {
        if (!environment.platform().isWindows()) {
            // Never by PATH as scripts see it: packages may have commands of that name.
            Path shell = environment.program("sh");
            return shell == null ? "/bin/sh" : shell.toString();
        }
        String shell = environment.get("ComSpec");
        return shell == null ? "cmd.exe" : shell;
    }

    /** Programs in node_modules/.bin are batch files, and those are read twice. */
    private static boolean startsBatchFile(String script) {
        String first = script.strip().split("\\s+", 2)[0].toLowerCase(java.util.Locale.ROOT);
        return !first.endsWith(".exe") && !first.equals("node");
    }

    static String forSh(String argument) {
        if (argument.isEmpty()) {
            return "''";
        }
        return SPECIAL_TO_SH.matcher(argument).find() ? "'" + argument.replace("'", "'\\''") + "'" : argument;
    }

    static String forCmd(String argument, boolean readTwice) {
        if (argument.isEmpty()) {
            return "\"\"";
        }
        String quoted = QUOTED_FOR_CMD.matcher(argument).find() ? quotedForCmd(argument) : argument;
        String escaped = SPECIAL_TO_CMD.matcher(quoted).replaceAll("^$0");
        return readTwice ? SPECIAL_TO_CMD.matcher(escaped).replaceAll("^$0") : escaped;
    }

    private static String quotedForCmd(String argument) {
        StringBuilder quoted = new StringBuilder("\"");
        int slashes = 0;
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            if (c == '\\') {
                slashes++;
                continue;
            }
            quoted.repeat('\\', c == '"' ? slashes * 2 + 1 : slashes);
            quoted.append(c);
            slashes = 0;
        }
        return quoted.repeat('\\', slashes * 2).append('"').toString();
    }
}
