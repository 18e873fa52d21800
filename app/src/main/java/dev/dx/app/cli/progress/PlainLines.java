package dev.dx.app.cli.progress;

import dev.dx.app.cli.text.Quantity;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.InstallEvent.Stage;
import dev.dx.engine.install.Progress;
import dev.dx.engine.install.ProgressMeter;
import java.io.PrintStream;

/** One line for every stage that did something, for logs and pipes. */
public final class PlainLines implements ProgressDisplay {
    private final PrintStream stream;
    private final ProgressMeter meter = new ProgressMeter();

    public PlainLines(PrintStream stream) {
        this.stream = stream;
    }

    @Override
    public synchronized void accept(InstallEvent event) {
        switch (event) {
            case InstallEvent.Planned plan -> {
                log("resolved " + Quantity.packages(plan.packages()));
                meter.accept(event);
            }
            case InstallEvent.StageStarted _ -> {
                Progress before = meter.snapshot();
                meter.accept(event);
                if (meter.snapshot().stage() != before.stage()) {
                    finished(before);
                }
            }
            case InstallEvent.Answered _,
                    InstallEvent.Resolved _,
                    InstallEvent.FetchStarted _,
                    InstallEvent.Received _,
                    InstallEvent.Fetched _,
                    InstallEvent.Linked _,
                    InstallEvent.ScriptStarted _,
                    InstallEvent.ScriptLine _,
                    InstallEvent.ScriptEnded _,
                    InstallEvent.Note _,
                    InstallEvent.Warning _ -> meter.accept(event);
        }
    }

    @Override
    public synchronized void log(String line) {
        stream.println(line);
    }

    @Override
    public void end() {}

    private void finished(Progress stage) {
        if (stage.stage() == Stage.FETCH && stage.done() > 0) {
            log("downloaded " + Quantity.packages(stage.done()) + ", " + Quantity.bytes(stage.bytes()));
        } else if (stage.stage() == Stage.LINK && stage.done() > 0) {
            log("linked " + Quantity.packages(stage.done()));
        }
    }
}
