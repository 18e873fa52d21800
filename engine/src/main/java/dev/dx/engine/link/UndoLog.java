package dev.dx.engine.link;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;

/** What was done, and how each of it is taken back, the latest first. */
final class UndoLog {
    private final Deque<Step> steps = new ArrayDeque<>();
    private boolean irreversible;

    @FunctionalInterface
    interface Step {
        void takeBack() throws IOException;
    }

    void note(Step step) {
        steps.push(step);
    }

    /** What comes next cannot be taken back. */
    void noReturn() {
        irreversible = true;
    }

    void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        note(() -> Files.move(to, from, StandardCopyOption.ATOMIC_MOVE));
    }

    /** Moves, or answers false where the system does not let this be moved to there. */
    boolean tryMove(Path from, Path to) throws IOException {
        try {
            move(from, to);
            return true;
        } catch (FileSystemException refused) {
            return false;
        }
    }

    /** Takes back all; false if something was done that cannot be. */
    boolean run() throws IOException {
        if (irreversible) {
            return false;
        }
        while (!steps.isEmpty()) {
            steps.element().takeBack();
            steps.remove();
        }
        return true;
    }
}
