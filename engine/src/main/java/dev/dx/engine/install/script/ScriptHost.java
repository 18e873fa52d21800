package dev.dx.engine.install.script;

import dev.dx.engine.InstallEvent;
import dev.dx.engine.script.Caller;
import dev.dx.engine.script.Script;
import dev.dx.engine.script.ScriptOutput;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * On whose behalf an install runs scripts, and who takes in the project's own. Those of dependencies are told as events.
 *
 * @param listener is told of the project's own scripts
 */
public record ScriptHost(Caller caller, ScriptListener listener) {
    /** Tells the project's own scripts as events too. */
    public static ScriptHost telling(Path project, Consumer<InstallEvent> events) {
        return new ScriptHost(new Caller(project, "install", null), script -> starting(script, events));
    }

    public static ScriptOutput starting(Script script, Consumer<InstallEvent> events) {
        String owner = script.owner().title();
        events.accept(new InstallEvent.ScriptStarted(owner, script.event(), script.command()));
        return ScriptOutput.lines(line -> events.accept(new InstallEvent.ScriptLine(owner, line)));
    }
}
