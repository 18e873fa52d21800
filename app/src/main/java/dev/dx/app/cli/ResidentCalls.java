package dev.dx.app.cli;

import dev.dx.app.cli.call.Terminal;
import dev.dx.app.cli.call.TerminalWidth;
import dev.dx.app.cli.call.Window;
import dev.dx.app.resident.Call;
import dev.dx.app.resident.CallHandler;
import dev.dx.engine.Environment;
import dev.dx.engine.install.overview.EngineMemory;
import dev.dx.engine.script.PreparedProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Does commands for callers elsewhere as the {@code dx} command does them for its own, with what was learned from earlier ones. */
final class ResidentCalls implements CallHandler {
    /** What names a file, and would name another one here if it were relative. */
    private static final List<String> PATHS = List.of(
            "DX_HOME",
            "NODE_EXTRA_CA_CERTS",
            "PREFIX",
            "SSL_CERT_FILE",
            "npm_config_cafile",
            "npm_config_globalconfig",
            "npm_config_prefix",
            "npm_config_userconfig");

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final ResidentHost.Kind kind;
    private final CommandLineInterface commands;
    private final EngineMemory memory;

    ResidentCalls(ResidentHost.Kind kind, Window window, EngineMemory memory) {
        this.kind = kind;
        this.commands = new CommandLineInterface(window, memory);
        this.memory = memory;
    }

    @Override
    public @Nullable Task prepare(Call call) {
        Path folder;
        try {
            // As a process would be told it: without links.
            folder = call.folder().toRealPath();
        } catch (IOException gone) {
            return null;
        }
        if (hasRelativePaths(call.environment())) {
            return null;
        }
        PrintStream nobody = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        if (commands.needsOwnProcess(call.arguments(), terminal(call, folder, nobody, nobody))) {
            return program(call, folder);
        }
        Work work = (out, err) -> commands.run(call.arguments(), terminal(call, folder, out, err));
        return work;
    }

    /** What the caller can run without another engine being started to find that out. */
    private @Nullable Task program(Call call, Path folder) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PreparedProcess process = commands.program(
                call.arguments(),
                terminal(
                        call,
                        folder,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)));
        if (process == null || out.size() > 0) {
            return null;
        }
        Map<String, Optional<String>> changes = new TreeMap<>();
        Map<String, String> before = call.environment().variables();
        before.keySet().forEach(name -> {
            if (!process.variables().containsKey(name)) {
                changes.put(name, Optional.empty());
            }
        });
        process.variables().forEach((name, value) -> {
            if (!value.equals(before.get(name))) {
                changes.put(name, Optional.of(value));
            }
        });
        // No shell can set others.
        return changes.keySet().stream().allMatch(name -> NAME.matcher(name).matches())
                ? new Program(err.toString(StandardCharsets.UTF_8), process.folder(), process.command(), changes)
                : null;
    }

    @Override
    public Map<String, String> state() {
        Map<String, String> state = new LinkedHashMap<>();
        state.put("kind", kind.name().toLowerCase(Locale.ROOT));
        state.put("packages", Integer.toString(memory.packages()));
        state.put("bytes", Long.toString(memory.bytes()));
        return state;
    }

    private static boolean hasRelativePaths(Environment environment) {
        return PATHS.stream()
                .flatMap(name -> environment.variables().entrySet().stream()
                        .filter(variable -> variable.getKey().equalsIgnoreCase(name)))
                .map(Map.Entry::getValue)
                .anyMatch(value -> !value.isEmpty() && !value.startsWith("/") && !value.startsWith("~"));
    }

    private static Terminal terminal(Call call, Path folder, PrintStream out, PrintStream err) {
        return new Terminal(
                out,
                err,
                call.outIsTerminal(),
                call.errIsTerminal(),
                () -> TerminalWidth.of(call.environment(), terminalOf(call)),
                Terminal.Streams.OF_CALLER,
                call.program(),
                folder,
                call.environment());
    }

    /** The terminal that the caller writes to. */
    private static Path terminalOf(Call call) {
        Path descriptor = Path.of("/proc/" + call.process() + "/fd/" + (call.errIsTerminal() ? 2 : 1));
        try {
            Path terminal = Files.readSymbolicLink(descriptor);
            return terminal.startsWith("/dev") ? terminal : Path.of("/dev/null");
        } catch (IOException gone) {
            return Path.of("/dev/null");
        }
    }
}
