package dev.dx.app.gui.task;

import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** Every operation the window has under way, whichever screen began it. */
public final class Operations {
    private final UiThread ui;
    private final ObservableList<Operation<?>> running = FXCollections.observableArrayList();
    private final ObservableList<Operation<?>> readOnly = FXCollections.unmodifiableObservableList(running);

    public Operations(UiThread ui) {
        this.ui = ui;
    }

    /** Oldest first; each leaves the list when it is over. */
    public ObservableList<Operation<?>> running() {
        return readOnly;
    }

    public <R> Operation<R> start(Operation.Task<R> task, OperationLog log) {
        Operation<R> operation = new Operation<>(task, log, ui);
        running.add(operation);
        operation.outcomeProperty().subscribe(outcome -> {
            if (outcome.over()) {
                running.remove(operation);
            }
        });
        operation.start();
        return operation;
    }

    public void cancelAll() {
        running.forEach(Operation::cancel);
    }
}
