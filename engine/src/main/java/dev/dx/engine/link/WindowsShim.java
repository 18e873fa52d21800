package dev.dx.engine.link;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The three scripts that stand for a command on Windows, byte for byte as npm writes them: programs read them to find out
 * what a command really starts.
 *
 * @param target the file to start, relative to the folder of the scripts, separated by {@code /}
 * @param interpreter what the file's {@code #!} line names; null where the file starts by itself
 */
record WindowsShim(String target, @Nullable Interpreter interpreter) {
    /** {@code #!/usr/bin/env NAME=value program arguments} or {@code #!program arguments}. */
    private static final Pattern SHEBANG =
            Pattern.compile("#!\\s*(?:/usr/bin/env\\s+(?:-S\\s+)?((?:[^ \\t=]+=[^ \\t=]+\\s+)*))?([^ \\t]+)(.*)");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([^$@#?\\- \\t{}:]+)\\}?");

    private static final String CMD_HEAD = """
        @ECHO off
        GOTO start
        :find_dp0
        SET dp0=%~dp0
        EXIT /b
        :start
        SETLOCAL
        CALL :find_dp0
        """.replace("\n", "\r\n");

    private static final String SH_HEAD = """
        #!/bin/sh
        basedir=$(dirname "$(echo "$0" | sed -e 's,\\\\,/,g')")

        case `uname` in
            *CYGWIN*|*MINGW*|*MSYS*)
                if command -v cygpath > /dev/null 2>&1; then
                    basedir=`cygpath -w "$basedir"`
                fi
            ;;
        esac

        """;

    private static final String POWERSHELL_HEAD = """
        #!/usr/bin/env pwsh
        $basedir=Split-Path $MyInvocation.MyCommand.Definition -Parent

        $exe=""
        if ($PSVersionTable.PSVersion -lt "6.0" -or $IsWindows) {
          # Fix case when both the Windows and Linux builds of Node
          # are installed in the same directory
          $exe=".exe"
        }
        """;

    private static final int FIRST_LINE_LIMIT = 4096;

    /**
     * @param variables assignments before the program, each followed by white space
     * @param program its name or path as written
     * @param arguments all that follows the program, trimmed
     */
    record Interpreter(String variables, String program, String arguments) {}

    static WindowsShim of(String relative, Path file) {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(FIRST_LINE_LIMIT);
        } catch (IOException unreadable) {
            return new WindowsShim(relative, null);
        }
        return new WindowsShim(relative, interpreterOf(new String(start, StandardCharsets.UTF_8)));
    }

    static @Nullable Interpreter interpreterOf(String content) {
        String trimmed = content.strip();
        int end = trimmed.indexOf('\n');
        String line = end < 0 ? trimmed : trimmed.substring(0, end);
        while (line.endsWith("\r")) {
            line = line.substring(0, line.length() - 1);
        }
        Matcher shebang = SHEBANG.matcher(line);
        if (!shebang.matches()) {
            return null;
        }
        String variables = shebang.group(1) == null ? "" : shebang.group(1);
        return new Interpreter(variables, shebang.group(2), shebang.group(3).strip());
    }

    String forCmd() {
        String file = "\"%dp0%\\" + target.replace('/', '\\') + "\"";
        if (interpreter == null) {
            return CMD_HEAD + file + "   %*\r\n";
        }
        return CMD_HEAD
                + batchVariables(interpreter.variables())
                + "\r\n"
                + "IF EXIST \"%dp0%\\" + interpreter.program() + ".exe\" (\r\n"
                + "  SET \"_prog=%dp0%\\" + interpreter.program() + ".exe\"\r\n"
                + ") ELSE (\r\n"
                + "  SET \"_prog=" + unquoted(interpreter.program()) + "\"\r\n"
                + "  SET PATHEXT=%PATHEXT:;.JS;=;%\r\n"
                + ")\r\n"
                + "\r\n"
                // Leaving the script before the program starts spares the user "Terminate batch job (Y/N)?".
                + "endLocal & goto #_undefined_# 2>NUL || title %COMSPEC% & "
                + "\"%_prog%\" " + interpreter.arguments() + " " + file + " %*\r\n";
    }

    String forSh() {
        String file = "\"$basedir/" + target + "\"";
        if (interpreter == null) {
            return SH_HEAD + "exec " + file + "   \"$@\"\n";
        }
        String rest = " " + interpreter.arguments() + " " + file + " \"$@\"\n";
        return SH_HEAD
                + "if [ -x \"$basedir/" + interpreter.program() + "\" ]; then\n"
                + "  exec " + interpreter.variables() + "\"$basedir/" + interpreter.program() + "\"" + rest
                + "else \n"
                + "  exec " + interpreter.variables() + interpreter.program().replace('\\', '/') + rest
                + "fi\n";
    }

    String forPowerShell() {
        String file = "\"$basedir/" + target + "\"";
        if (interpreter == null) {
            return POWERSHELL_HEAD + call("", file + "  ") + "exit $LASTEXITCODE\n";
        }
        String rest = " " + interpreter.arguments() + " " + file;
        String beside = "\"$basedir/" + interpreter.program() + "$exe\"";
        String onPath = "\"" + interpreter.program().replace('\\', '/') + "$exe\"";
        return POWERSHELL_HEAD
                + "$ret=0\n"
                + "if (Test-Path " + beside + ") {\n"
                + call("  ", beside + rest)
                + "  $ret=$LASTEXITCODE\n"
                + "} else {\n"
                + call("  ", onPath + rest)
                + "  $ret=$LASTEXITCODE\n"
                + "}\n"
                + "exit $ret\n";
    }

    private static String call(String indent, String command) {
        return indent + "# Support pipeline input\n"
                + indent + "if ($MyInvocation.ExpectingInput) {\n"
                + indent + "  $input | & " + command + " $args\n"
                + indent + "} else {\n"
                + indent + "  & " + command + " $args\n"
                + indent + "}\n";
    }

    private static String batchVariables(String variables) {
        StringBuilder lines = new StringBuilder();
        for (String assignment : variables.split(" ", -1)) {
            String[] parts = assignment.split("=", -1);
            String name = parts[0].strip();
            String value = parts.length > 1 ? parts[1].strip() : "";
            if (!name.isEmpty() && !value.isEmpty()) {
                lines.append("@SET ").append(name).append('=');
                lines.append(VARIABLE.matcher(value).replaceAll("%$1%")).append("\r\n");
            }
        }
        return lines.toString();
    }

    private static String unquoted(String program) {
        String start = program.startsWith("\"") ? program.substring(1) : program;
        return start.endsWith("\"") ? start.substring(0, start.length() - 1) : start;
    }
}
