package dev.dx.app.cli;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.program.ProductVersion;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Quantity;
import dev.dx.app.resident.Endpoint;
import dev.dx.app.resident.ResidentClient;
import dev.dx.app.resident.ResidentServer;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "resident",
        description = {
            "Keep an engine running, so that commands need not start one.",
            "",
            "  start    starts it in the background, for commands with the same DX_HOME",
            "  stop     ends it, once what it does is done",
            "  status   says whether it runs, and what it knows",
            "  run      is it, until it is stopped",
            "",
            "DX_RESIDENT=0 lets a command go without. An open window is one too."
        })
final class ResidentCommand implements Command {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** For what runs at the moment. */
    private static final Duration LONG_PATIENCE = Duration.ofMinutes(2);

    private static final Duration PAUSE = Duration.ofMillis(20);

    @Parameters(arity = "0..1", paramLabel = "ACTION", description = "One of those above.")
    String action = "status";

    @Override
    public boolean needsOwnProcess(Invocation invocation) {
        return true;
    }

    @Override
    public int run(Invocation invocation) {
        return switch (action) {
            case "start" -> start(invocation);
            case "stop" -> stop(invocation);
            case "status" -> status(invocation);
            case "run" -> serve(invocation);
            default ->
                throw new DxException(ErrorCode.DX_USAGE, "dx resident " + action, "It is start, stop, status or run.");
        };
    }

    @Override
    public boolean operand(String argument) {
        action = argument;
        return true;
    }

    private static Path home(Invocation invocation) {
        return invocation.environment().dxHome().folder();
    }

    private static int serve(Invocation invocation) {
        Path home = home(invocation);
        try (ResidentHost host =
                ResidentHost.start(home, ResidentHost.Kind.PROCESS, invocation.window(), invocation.memory())) {
            if (host == null) {
                throw new DxException(
                        ErrorCode.DX_BUSY, home + " has a resident engine already", "dx resident status says which.");
            }
            host.expect(invocation.environment());
            host.awaitEnd();
        } catch (InterruptedException ended) {
            // Signals are another way to end it.
            return ExitCode.DONE.number();
        }
        return ExitCode.DONE.number();
    }

    /** Starts another process that is the engine, and waits until it can be called. */
    private static int start(Invocation invocation) {
        Path home = home(invocation);
        Map<String, String> known = new ResidentClient(home).status();
        if (known != null) {
            Endpoint endpoint = Endpoint.read(home);
            if (endpoint != null && endpoint.build().equals(ProductVersion.build())) {
                return told(invocation, known, "runs already");
            }
            // Of another build it is of no use to this one's commands.
            end(home);
        }
        Path program = invocation.terminal().program();
        if (program == null) {
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED, "this dx cannot start another process", "Run dx resident run instead.");
        }
        Path said = Endpoint.folder(home).resolve("output");
        try {
            Files.createDirectories(home);
            Endpoint.createFolder(home);
            ProcessBuilder builder = new ProcessBuilder(List.of(program.toString(), "resident", "run"))
                    .directory(home.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile());
            builder.environment().clear();
            builder.environment().putAll(invocation.environment().variables());
            builder.environment().put("DX_HOME", home.toString());
            return told(invocation, await(builder.start(), home, said), "is started");
        } catch (IOException failure) {
            throw DxException.io(Endpoint.folder(home).toString(), failure);
        }
    }

    private static Map<String, String> await(Process process, Path home, Path said) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            boolean alive = process.isAlive();
            Map<String, String> state = new ResidentClient(home).status();
            if (state != null) {
                return state;
            }
            if (!alive) {
                String why = Files.readAllLines(said).stream()
                        .filter(text -> text.startsWith("error "))
                        .findFirst()
                        .orElse("it ended with " + process.exitValue());
                throw new DxException(
                        ErrorCode.DX_BUSY, "the resident engine did not start: " + why, "The rest is in " + said + ".");
            }
            pause();
        }
        process.destroy();
        throw new DxException(
                ErrorCode.DX_BUSY,
                "the resident engine did not start within " + PATIENCE.toSeconds() + " seconds",
                "What it said is in " + said + ".");
    }

    private static int stop(Invocation invocation) {
        Map<String, String> ended = end(home(invocation));
        if (ended == null) {
            return none(invocation);
        }
        return told(invocation, ended, "has ended");
    }

    /** Ends it and waits until it is gone; null if there was none. */
    private static @Nullable Map<String, String> end(Path home) {
        Map<String, String> state = new ResidentClient(home).stop();
        if (state == null) {
            return null;
        }
        long end = System.nanoTime() + LONG_PATIENCE.toNanos();
        while (ResidentServer.isThere(home)) {
            if (System.nanoTime() > end) {
                throw new DxException(
                        ErrorCode.DX_BUSY,
                        "the resident engine (process " + state.get("process") + ") still works for a command",
                        "It takes no more, and ends after that; end the process to cancel it.");
            }
            pause();
        }
        return state;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        }
    }

    private static int status(Invocation invocation) {
        Map<String, String> state = new ResidentClient(home(invocation)).status();
        return state == null ? none(invocation) : told(invocation, state, "runs");
    }

    private static int none(Invocation invocation) {
        if (invocation.isJson()) {
            invocation.print(
                    new JsonWriter().object().field("running", false).end().finish());
        } else {
            invocation.print("No resident engine runs for " + home(invocation));
        }
        return ExitCode.FAILED.number();
    }

    private static int told(Invocation invocation, Map<String, String> state, String what) {
        if (invocation.isJson()) {
            JsonWriter json = new JsonWriter().object().field("running", !what.equals("has ended"));
            state.forEach(json::field);
            invocation.print(json.end().finish());
        } else if (!invocation.options().isQuiet()) {
            boolean window =
                    ResidentHost.Kind.WINDOW.name().toLowerCase(Locale.ROOT).equals(state.get("kind"));
            invocation.print("The resident engine " + what + ": " + (window ? "the window, " : "") + "process "
                    + state.get("process") + ", version " + state.get("version") + ", since " + state.get("since"));
            invocation.print("It did " + state.get("calls") + " commands, does " + state.get("running")
                    + ", and remembers " + state.get("packages") + " packages in "
                    + Quantity.bytes(number(state.get("bytes"))) + " of " + Quantity.bytes(number(state.get("heap"))));
        }
        return ExitCode.DONE.number();
    }

    private static long number(@Nullable String text) {
        return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }
}
