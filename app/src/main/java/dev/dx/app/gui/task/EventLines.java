package dev.dx.app.gui.task;

import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.InstallEvent.Origin;
import dev.dx.engine.InstallEvent.Stage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which events of an install become a line of its log, and how the line reads. */
final class EventLines {
    private EventLines() {}

    /** Null for events that only move the progress bar. */
    static @Nullable LogLine of(InstallEvent event) {
        return switch (event) {
            case InstallEvent.StageStarted(Stage stage) -> line(LogLine.Kind.STEP, stage(stage));
            case InstallEvent.Planned plan ->
                line(LogLine.Kind.STEP, Messages.text("log.planned", plan.packages(), plan.toFetch()));
            case InstallEvent.Fetched(var id, var origin, long bytes) ->
                line(
                        LogLine.Kind.DETAIL,
                        origin == Origin.STORE
                                ? Messages.text("log.fromStore", id.name(), id.version())
                                : Messages.text(
                                        "log.fetched", id.name(), id.version(), Measures.bytes((double) bytes)));
            case InstallEvent.ScriptStarted(String owner, String script, String command) ->
                line(LogLine.Kind.STEP, Messages.text("log.script", owner, script, command));
            case InstallEvent.ScriptLine(String owner, String text) ->
                line(LogLine.Kind.DETAIL, Messages.text("log.scriptLine", owner, text));
            case InstallEvent.ScriptEnded(String owner, String script, int exit) ->
                exit == 0 ? null : line(LogLine.Kind.WARNING, Messages.text("log.scriptFailed", owner, script, exit));
            case InstallEvent.Note(String text) -> line(LogLine.Kind.DETAIL, text);
            case InstallEvent.Warning(String text) -> line(LogLine.Kind.WARNING, text);
            case InstallEvent.Answered _,
                    InstallEvent.Resolved _,
                    InstallEvent.FetchStarted _,
                    InstallEvent.Received _,
                    InstallEvent.Linked _ -> null;
        };
    }

    private static String stage(Stage stage) {
        return switch (stage) {
            case READ -> Messages.text("log.read");
            case RESOLVE -> Messages.text("log.resolve");
            case FETCH -> Messages.text("log.fetch");
            case LINK -> Messages.text("log.link");
            case BUILD -> Messages.text("log.build");
            case SCRIPTS -> Messages.text("log.scripts");
            case COMMIT -> Messages.text("log.commit");
        };
    }

    private static LogLine line(LogLine.Kind kind, String text) {
        return new LogLine(Instant.now(), kind, text);
    }
}
