package dev.dx.app.gui.projects;

import dev.dx.app.gui.task.Operation;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** A script of package.json, what it runs, and its last run. UI thread only. */
public final class ProjectScript {
    private final String name;
    private final String command;
    private final ReadOnlyObjectWrapper<@Nullable Operation<Integer>> run = new ReadOnlyObjectWrapper<>();

    ProjectScript(String name, String command) {
        this.name = name;
        this.command = command;
    }

    public String name() {
        return name;
    }

    public String command() {
        return command;
    }

    /** Its last run, under way or over; null before the first. */
    public ReadOnlyObjectProperty<@Nullable Operation<Integer>> runProperty() {
        return run.getReadOnlyProperty();
    }

    public boolean isRunning() {
        Operation<Integer> last = run.get();
        return last != null && !last.outcome().over();
    }

    void started(Operation<Integer> operation) {
        run.set(operation);
    }
}
