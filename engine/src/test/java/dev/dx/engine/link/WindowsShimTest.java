package dev.dx.engine.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.link.WindowsShim.Interpreter;
import org.junit.jupiter.api.Test;

class WindowsShimTest {
    private static final WindowsShim NODE =
            new WindowsShim("../tool/bin/cli.js", new Interpreter("", "node", "--no-warnings"));
    private static final WindowsShim PROGRAM = new WindowsShim("../tool/tool.exe", null);

    @Test
    void cmdStartsTheInterpreterBesideItElseOnThePath() {
        String expected = """
            @ECHO off
            GOTO start
            :find_dp0
            SET dp0=%~dp0
            EXIT /b
            :start
            SETLOCAL
            CALL :find_dp0

            IF EXIST "%dp0%\\node.exe" (
              SET "_prog=%dp0%\\node.exe"
            ) ELSE (
              SET "_prog=node"
              SET PATHEXT=%PATHEXT:;.JS;=;%
            )

            endLocal & goto #_undefined_# 2>NUL || title %COMSPEC% & "%_prog%" --no-warnings "%dp0%\\..\\tool\\bin\\cli.js" %*
            """;
        assertEquals(expected.replace("\n", "\r\n"), NODE.forCmd());
    }

    @Test
    void shStartsTheInterpreterBesideItElseOnThePath() {
        assertEquals("""
            #!/bin/sh
            basedir=$(dirname "$(echo "$0" | sed -e 's,\\\\,/,g')")

            case `uname` in
                *CYGWIN*|*MINGW*|*MSYS*)
                    if command -v cygpath > /dev/null 2>&1; then
                        basedir=`cygpath -w "$basedir"`
                    fi
                ;;
            esac

            if [ -x "$basedir/node" ]; then
              exec "$basedir/node" --no-warnings "$basedir/../tool/bin/cli.js" "$@"
            else\s
              exec node --no-warnings "$basedir/../tool/bin/cli.js" "$@"
            fi
            """, NODE.forSh());
    }

    @Test
    void powerShellStartsTheInterpreterBesideItElseOnThePath() {
        assertEquals("""
            #!/usr/bin/env pwsh
            $basedir=Split-Path $MyInvocation.MyCommand.Definition -Parent

            $exe=""
            if ($PSVersionTable.PSVersion -lt "6.0" -or $IsWindows) {
              # Fix case when both the Windows and Linux builds of Node
              # are installed in the same directory
              $exe=".exe"
            }
            $ret=0
            if (Test-Path "$basedir/node$exe") {
              # Support pipeline input
              if ($MyInvocation.ExpectingInput) {
                $input | & "$basedir/node$exe" --no-warnings "$basedir/../tool/bin/cli.js" $args
              } else {
                & "$basedir/node$exe" --no-warnings "$basedir/../tool/bin/cli.js" $args
              }
              $ret=$LASTEXITCODE
            } else {
              # Support pipeline input
              if ($MyInvocation.ExpectingInput) {
                $input | & "node$exe" --no-warnings "$basedir/../tool/bin/cli.js" $args
              } else {
                & "node$exe" --no-warnings "$basedir/../tool/bin/cli.js" $args
              }
              $ret=$LASTEXITCODE
            }
            exit $ret
            """, NODE.forPowerShell());
    }

    @Test
    void aFileWithoutInterpreterIsStartedItself() {
        assertEquals("\"%dp0%\\..\\tool\\tool.exe\"   %*\r\n", lastLine(PROGRAM.forCmd()));
        assertEquals("exec \"$basedir/../tool/tool.exe\"   \"$@\"\n", lastLine(PROGRAM.forSh()));
        assertEquals("exit $LASTEXITCODE\n", lastLine(PROGRAM.forPowerShell()));
    }

    @Test
    void variablesBeforeTheInterpreterAreSet() {
        WindowsShim shim = new WindowsShim("../t/t.js", interpreter("#!/usr/bin/env A=b C=${HOME}/$X node -r x\nrest"));

        assertTrue(shim.forCmd().contains("CALL :find_dp0\r\n@SET A=b\r\n@SET C=%HOME%/%X%\r\n\r\nIF"), shim.forCmd());
        assertTrue(shim.forSh().contains("  exec A=b C=${HOME}/$X node -r x \"$basedir"), shim.forSh());
    }

    @Test
    void readsTheFirstLine() {
        assertEquals(new Interpreter("", "node", ""), interpreter("#!/usr/bin/env node\r\nx"));
        assertEquals(new Interpreter("", "node", "--a -b"), interpreter("#!/usr/bin/env -S node --a -b  \n"));
        assertEquals(new Interpreter("", "/bin/sh", "-e"), interpreter("#!/bin/sh -e"));
        assertEquals(new Interpreter("A=1 ", "node", ""), interpreter("#! /usr/bin/env A=1 node"));
        assertNull(WindowsShim.interpreterOf("console.log(1)\n#!/bin/sh"));
        assertNull(WindowsShim.interpreterOf(""));
    }

    private static Interpreter interpreter(String content) {
        Interpreter interpreter = WindowsShim.interpreterOf(content);
        if (interpreter == null) {
            throw new AssertionError("no interpreter in: " + content);
        }
        return interpreter;
    }

    private static String lastLine(String text) {
        return text.substring(text.lastIndexOf('\n', text.length() - 2) + 1);
    }
}
