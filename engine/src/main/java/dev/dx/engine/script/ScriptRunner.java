package dev.dx.engine.script;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.config.ConfigValue;
import dev.dx.engine.npm.config.NpmConfig;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs scripts for one caller in one project. Several may run at once. */
public final class ScriptRunner {
    /** What a script has left running in the background, and still writes, is listened to for so long. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /** How long a script on a terminal that Ctrl-C has reached as well is left to end by itself. */
    private static final Duration OWN_END = Duration.ofSeconds(5);

    private final Environment environment;
    private final NpmConfig config;
    private final Caller caller;
    private final Path project;
    private @Nullable ScriptVariables variables;

    public ScriptRunner(Environment environment, NpmConfig config, Caller caller, Path project) {
        this.environment = environment;
        this.config = config;
        this.caller = caller;
        this.project = project;
    }

    /** Runs it for as long as it takes. Answers what it exits with; 128 and the signal's number if a signal ended it. */
    public int run(Script script, ScriptOutput output) {
        return run(script, output, null);
    }

    /**
     * Runs it to its end.
     *
     * @param limit how long it may take
     * @throws DxException with {@link ErrorCode#DX_SCRIPT} if it takes longer, with {@link ErrorCode#DX_CANCELLED} if the
     *     calling thread is interrupted; in both cases nothing of it goes on running
     */
    public int run(Script script, ScriptOutput output, @Nullable Duration limit) {
        DxException.checkCancelled();
        if (output instanceof ScriptOutput.Elsewhere(Consumer<PreparedProcess> taker)) {
            ProcessBuilder prepared = builder(script, List.of());
            taker.accept(new PreparedProcess(script.folder(), prepared.command(), prepared.environment()));
            return 0;
        }
        boolean inherited = output instanceof ScriptOutput.Inherited;
        // On a terminal it has to stay in the group that the terminal is for.
        List<String> prefix = inherited ? List.of() : ProcessGroup.prefix(environment);
        ProcessBuilder builder = builder(script, prefix);
        if (inherited) {
            builder.inheritIO();
        } else {
            builder.redirectInput(ProcessBuilder.Redirect.from(nothing()));
        }
        Process process;
        try {
            process = builder.start();
        } catch (IOException notStarted) {
            throw new DxException(
                    ErrorCode.DX_SCRIPT,
                    script.folder() + ": cannot start " + builder.command().get(prefix.size()) + " for the script "
                            + script.event(),
                    "Check that the folder and the shell exist (the setting script-shell chooses another).",
                    notStarted);
        }
        ProcessGroup group = ProcessGroup.ledBy(process, prefix);
        return switch (output) {
            case ScriptOutput.Inherited streams -> awaitOwnEnd(process, group, streams);
            case ScriptOutput.Streams streams -> awaitEnd(script, process, group, streams, limit);
            case ScriptOutput.Elsewhere _ -> throw new IllegalStateException("it was started");
        };
    }

    private ProcessBuilder builder(Script script, List<String> prefix) {
        ConfigValue shell = config.value("script-shell");
        String chosen = shell != null
                        && ConfigVariables.mayChoosePrograms(shell, script.origin())
                        && !shell.text().equals("null")
                ? shell.text()
                : null;
        List<String> command = new ArrayList<>(prefix);
        command.addAll(ShellCommand.of(environment, chosen, script.command(), script.arguments()));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(script.folder().toFile());
        Map<String, String> environmentOfScript = builder.environment();
        environmentOfScript.clear();
        environmentOfScript.putAll(variables().of(script));
        return builder;
    }

    private synchronized ScriptVariables variables() {
        ScriptVariables known = variables;
        if (known == null) {
            known = new ScriptVariables(environment, config, caller, project);
            variables = known;
        }
        return known;
    }

    private static int awaitOwnEnd(Process process, ProcessGroup group, ScriptOutput.Inherited streams) {
        try {
            return process.waitFor();
        } catch (InterruptedException interrupted) {
            // What Ctrl-C has reached may have something to put in order. A signal to this process alone has not.
            try {
                if (streams != ScriptOutput.Inherited.TERMINAL
                        || !process.waitFor(OWN_END.toMillis(), TimeUnit.MILLISECONDS)) {
                    group.end();
                }
            } catch (InterruptedException again) {
                group.end();
            }
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        }
    }

    private static int awaitEnd(
            Script script,
            Process process,
            ProcessGroup group,
            ScriptOutput.Streams streams,
            @Nullable Duration limit) {
        Thread out = Thread.ofVirtual().start(() -> pass(process.getInputStream(), streams.out()));
        Thread err = Thread.ofVirtual().start(() -> pass(process.getErrorStream(), streams.err()));
        try {
            if (limit == null) {
                process.waitFor();
            } else if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new DxException(
                        ErrorCode.DX_SCRIPT,
                        script.owner().title() + ": its script " + script.event() + " takes longer than "
                                + limit.toMinutes() + " minutes",
                        "The setting script-timeout, in minutes, gives scripts more time.");
            }
            out.join(LAST_WORDS);
            err.join(LAST_WORDS);
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        } finally {
            group.end();
            finish(out);
            finish(err);
        }
    }

    /** The pipe closes with the last process that holds it, and all of them are gone. */
    private static void finish(Thread reader) {
        try {
            reader.join(LAST_WORDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pass(InputStream from, OutputStream to) {
        try (from) {
            byte[] buffer = new byte[8 << 10];
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                to.write(buffer, 0, count);
                to.flush();
            }
            if (to instanceof LineStream lines) {
                lines.close();
            }
        } catch (IOException closed) {
            // Nobody listens any more, or the process is gone; what it exits with says the rest.
        }
    }

    private File nothing() {
        return new File(environment.platform().isWindows() ? "NUL" : "/dev/null");
    }
}
