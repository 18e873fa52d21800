package dev.dx.app.cli.program;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "gui", description = "Open the window, on a project folder if one is named.")
public final class GuiCommand implements Command {
    @Parameters(arity = "0..1", paramLabel = "FOLDER", description = "The project to open.")
    @Nullable
    String folder;

    @Override
    public boolean needsOwnProcess(Invocation invocation) {
        return true;
    }

    @Override
    public int run(Invocation invocation) {
        Path chosen = null;
        if (folder != null) {
            chosen = invocation.path(folder);
            if (!Files.isDirectory(chosen)) {
                throw new DxException(
                        ErrorCode.DX_NOT_FOUND, "there is no folder " + chosen, "Name a folder that exists.");
            }
        }
        if (!invocation.window().canOpen(invocation.environment())) {
            throw new DxException(
                    ErrorCode.DX_NO_DISPLAY,
                    "the window needs a display, and there is none",
                    "Run it on a desktop or set DISPLAY; dx --help lists the commands that need no window.");
        }
        invocation.window().open(chosen);
        return 0;
    }

    @Override
    public boolean operand(String argument) {
        boolean free = folder == null;
        if (free) {
            folder = argument;
        }
        return free;
    }
}
