package dev.dx.app.gui.task;

import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** Every operation the window has under way, whichever screen began it. */
public final class Operations {
    /** So many that are over are remembered, with their logs. */
    static final int REMEMBERED = 40;

    private final UiThread ui;
    private final Journal journal;
    private final ObservableList<Operation<?>> running = FXCollections.observableArrayList();
    private final ObservableList<Operation<?>> all = FXCollections.observableArrayList();
    private final ObservableList<Operation<?>> readOnlyAll = FXCollections.unmodifiableObservableList(all);
    private final ObservableList<Operation<?>> readOnly = FXCollections.unmodifiableObservableList(running);

    public Operations(UiThread ui) {
        this(ui, Journal.none());
    }

    /** @param journal where what changes something is written down while it is under way */
    public Operations(UiThread ui, Journal journal) {
        this.ui = ui;
        this.journal = journal;
    }

    /** Oldest first; each leaves the list when it is over. */
    public ObservableList<Operation<?>> running() {
        return readOnly;
    }

    /** Those under way and those that are over, the newest first. */
    public ObservableList<Operation<?>> all() {
        return readOnlyAll;
    }

    /** Forgets those that are over. */
    public void forgetFinished() {
        all.removeIf(operation -> operation.outcome().over());
    }

    public <R> Operation<R> start(Operation.Task<R> task, OperationLog log) {
        Operation<R> operation = new Operation<>(task, log, ui, journal);
        running.add(operation);
        all.addFirst(operation);
        forgetOldest();
        operation.outcomeProperty().subscribe(outcome -> {
            if (outcome.over()) {
                running.remove(operation);
            }
        });
        operation.start();
        return operation;
    }

    private void forgetOldest() {
        for (int i = all.size() - 1; i >= 0 && all.size() > REMEMBERED; i--) {
            if (all.get(i).outcome().over()) {
                all.remove(i);
            }
        }
    }

    public void cancelAll() {
        running.forEach(Operation::cancel);
    }
}
