package dev.dx.app.cli.project;

import dev.dx.app.cli.call.Invocation;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Teaches a repository to show {@code lock.dxl} as text and to merge it. Which files that is for stands in .gitattributes, for
 * everybody; that it is DX who does it stands in the settings of the one clone, since git runs nothing that a repository names.
 */
final class GitSetup {
    private static final String ATTRIBUTES = "lock.dxl diff=dx-lock merge=dx-lock -text";

    private final Invocation invocation;
    private final Path project;

    /** What was set up, and where. */
    record Done(Path attributes, String program) {
        String inWords() {
            return "git shows and merges lock.dxl with " + program + "; commit " + attributes.getFileName()
                    + ", and run this once in every clone.";
        }
    }

    GitSetup(Invocation invocation) {
        this.invocation = invocation;
        this.project = invocation.project();
    }

    Done run() {
        git("rev-parse", "--git-dir");
        Path named = invocation.terminal().program();
        String program = named == null ? "dx" : quoted(named.toAbsolutePath().toString());
        git("config", "diff.dx-lock.textconv", program + " lock print");
        git("config", "merge.dx-lock.name", "packages of either side");
        git("config", "merge.dx-lock.driver", program + " lock merge %O %A %B");
        Path attributes = project.resolve(".gitattributes");
        try {
            List<String> lines =
                    Files.exists(attributes) ? new ArrayList<>(Files.readAllLines(attributes)) : new ArrayList<>();
            if (!lines.contains(ATTRIBUTES)) {
                lines.removeIf(line -> line.startsWith("lock.dxl ") && line.contains("dx-lock"));
                lines.add(ATTRIBUTES);
                Files.writeString(attributes, String.join("\n", lines) + "\n");
            }
        } catch (IOException e) {
            throw DxException.io(attributes.toString(), e);
        }
        return new Done(attributes, program);
    }

    /** For the shell that git hands the command to. */
    private static String quoted(String path) {
        return path.matches("[A-Za-z0-9_./:+-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }

    private void git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(invocation.environment().variables());
        try {
            Process process = builder.start();
            try {
                process.getOutputStream().close();
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                if (process.waitFor() != 0) {
                    throw new DxException(
                            ErrorCode.DX_NOT_FOUND,
                            "git " + arguments[0] + ": " + said,
                            "Run it in a folder that git keeps the history of.");
                }
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException notStarted) {
            throw new DxException(ErrorCode.DX_NOT_FOUND, "there is no git on PATH", "Install git.");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        }
    }
}
