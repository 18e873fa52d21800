package dev.dx.app.cli.call;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What can be said to every command. */
public final class GlobalOptions implements OptionGroup {
    @Option(
            names = {"--cwd", "-C", "--prefix"},
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "Work in this project folder instead of the current one.")
    @Nullable
    public String cwd;

    @Option(
            names = "--registry",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "Ask this registry for packages that no scope sends elsewhere.")
    @Nullable
    public String registry;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Answer with one JSON document.")
    boolean json;

    @Option(
            names = {"-s", "--quiet", "--silent"},
            scope = ScopeType.INHERIT,
            description = "Say nothing but results and errors.")
    boolean quiet;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Say more, and why something failed.")
    boolean verbose;

    @Option(names = "--color", scope = ScopeType.INHERIT, paramLabel = "WHEN", description = "auto, always or never.")
    public String color = "auto";

    @Option(names = "--no-color", scope = ScopeType.INHERIT, hidden = true)
    boolean noColor;

    @Option(
            names = {"-h", "--help"},
            scope = ScopeType.INHERIT,
            usageHelp = true,
            description = "Show how a command is used.")
    public boolean help;

    /** npm's levels, for scripts that name one. */
    @Option(names = "--loglevel", scope = ScopeType.INHERIT, hidden = true)
    String loglevel = "notice";

    @Option(names = "--no-progress", scope = ScopeType.INHERIT, hidden = true)
    public boolean noProgress;

    /** What npm would do after an install, and DX does not do; scripts that forbid it get what they want. */
    @Option(
            names = {"--no-audit", "--no-fund"},
            scope = ScopeType.INHERIT,
            hidden = true)
    boolean nothingElse;

    @Option(
            names = {"-g", "--global"},
            scope = ScopeType.INHERIT,
            hidden = true)
    boolean global;

    /** npm's settings that were said by hand, by the names that .npmrc has. */
    public Map<String, String> settings = Map.of();

    enum Colour {
        AUTO,
        ALWAYS,
        NEVER
    }

    @Override
    public boolean flag(String name) {
        switch (name) {
            case "--json" -> json = true;
            case "-s", "--quiet", "--silent" -> quiet = true;
            case "--verbose" -> verbose = true;
            case "--no-color" -> noColor = true;
            case "--no-progress" -> noProgress = true;
            case "--no-audit", "--no-fund" -> nothingElse = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return switch (name) {
            case "--cwd", "-C", "--prefix" -> value -> cwd = value;
            case "--registry" -> value -> registry = value;
            case "--color" -> value -> color = value;
            case "--loglevel" -> value -> loglevel = value;
            default -> null;
        };
    }

    public boolean isQuiet() {
        return quiet || loglevel.equals("silent");
    }

    public boolean isVerbose() {
        return verbose || loglevel.equals("verbose") || loglevel.equals("silly");
    }

    Colour colour() {
        return switch (noColor ? "never" : color.toLowerCase(Locale.ROOT)) {
            case "auto" -> Colour.AUTO;
            case "always", "true" -> Colour.ALWAYS;
            case "never", "false" -> Colour.NEVER;
            default ->
                throw new DxException(
                        ErrorCode.DX_USAGE, "--color=" + color, "Write --color=auto, --color=always or --color=never.");
        };
    }

    /** Refuses what is understood and cannot be done. */
    public void check() {
        colour();
        if (global) {
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED,
                    "global packages (-g)",
                    "Add the package to a project instead: dx add NAME, without -g.");
        }
        if (registry != null && !registry.matches("(https?|dxrps?)://.+")) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    "--registry " + registry,
                    "Give the registry's address with http://, https://, dxrp:// or dxrps://.");
        }
    }
}
