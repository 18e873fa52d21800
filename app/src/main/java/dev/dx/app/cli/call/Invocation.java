package dev.dx.app.cli.call;

import dev.dx.app.cli.text.Style;
import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.overview.EngineMemory;
import dev.dx.engine.install.project.WorkspaceRoot;
import dev.dx.engine.script.PreparedProcess;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call of a command: where it runs and what was said to every command alike. */
public final class Invocation {
    private final Terminal terminal;
    private final GlobalOptions options;
    private final Window window;
    private final EngineMemory memory;
    private final @Nullable Consumer<PreparedProcess> programs;

    public Invocation(Terminal terminal, GlobalOptions options, Window window, EngineMemory memory) {
        this(terminal, options, window, memory, null);
    }

    /** @param programs takes those that would run, so that none does; null for an invocation that runs them */
    public Invocation(
            Terminal terminal,
            GlobalOptions options,
            Window window,
            EngineMemory memory,
            @Nullable Consumer<PreparedProcess> programs) {
        this.terminal = terminal;
        this.options = options;
        this.window = window;
        this.memory = memory;
        this.programs = programs;
    }

    public Terminal terminal() {
        return terminal;
    }

    public GlobalOptions options() {
        return options;
    }

    public Environment environment() {
        return terminal.environment();
    }

    public Window window() {
        return window;
    }

    public EngineMemory memory() {
        return memory;
    }

    /** Who takes programs that would run; null if they run. */
    @Nullable
    public Consumer<PreparedProcess> programs() {
        return programs;
    }

    public boolean isJson() {
        return options.json;
    }

    /** A path as the caller means it: relative to the caller's folder. */
    public Path path(String written) {
        try {
            return terminal.cwd().resolve(written).normalize();
        } catch (InvalidPathException invalid) {
            throw new DxException(
                    ErrorCode.DX_USAGE, written + ": " + invalid.getReason(), "Name a path that can exist here.");
        }
    }

    /**
     * The project the command is about: the folder the caller named, else, as npm decides it, the nearest one upwards
     * that has a package.json or a node_modules, or the one whose workspace that is a member of, else the caller's own.
     */
    public Path project() {
        if (options.cwd != null) {
            Path named = path(options.cwd);
            if (!Files.isDirectory(named)) {
                throw new DxException(
                        ErrorCode.DX_NOT_FOUND, "there is no folder " + named, "Name a folder that exists.");
            }
            return named;
        }
        for (Path folder = terminal.cwd(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("package.json")) || Files.isDirectory(folder.resolve("node_modules"))) {
                WorkspaceRoot root = WorkspaceRoot.above(folder);
                return root == null ? folder : root.project();
            }
        }
        return terminal.cwd();
    }

    /** The member of the project's workspace that the caller is in the folder of; null if none. */
    @Nullable
    String member() {
        if (options.cwd != null) {
            return null;
        }
        for (Path folder = terminal.cwd(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("package.json")) || Files.isDirectory(folder.resolve("node_modules"))) {
                WorkspaceRoot root = WorkspaceRoot.above(folder);
                return root == null ? null : root.member();
            }
        }
        return null;
    }

    /** @param settings npm configuration that the command's own options stand for */
    public Engine openEngine(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(options.settings);
        all.putAll(settings);
        if (options.registry != null) {
            all.put("registry", options.registry);
        }
        return Engine.open(environment(), all, memory);
    }

    /** A result, to standard output. */
    public void print(String text) {
        terminal.out().println(text);
    }

    /** Talk, to standard error. */
    public void say(String text) {
        terminal.err().println(text);
    }

    public Style outStyle() {
        return style(terminal.outIsTerminal(), terminal.out().charset());
    }

    public Style errStyle() {
        return style(terminal.errIsTerminal(), terminal.err().charset());
    }

    private Style style(boolean isTerminal, Charset charset) {
        boolean colour = switch (options.colour()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> isTerminal && !terminal.isDumb() && environment().get("NO_COLOR") == null;
        };
        return new Style(colour, charset.newEncoder().canEncode('✓'));
    }
}
