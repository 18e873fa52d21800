package dev.dx.app.gui.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.InstallEvent.Origin;
import dev.dx.engine.InstallEvent.Stage;
import dev.dx.engine.PackageId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperationTest {
    private final TestUiThread ui = new TestUiThread();
    private final OperationLog log = new OperationLog();
    private final Operations operations = new Operations(ui.thread());

    @AfterEach
    void stop() {
        ui.close();
    }

    @Test
    void endsWithItsResultAndALogOfWhatHappened() {
        PackageId chalk = new PackageId("chalk", "5.4.1");
        Operation<String> operation = start(events -> {
            events.accept(new InstallEvent.StageStarted(Stage.FETCH));
            events.accept(new InstallEvent.Planned(2, 1));
            events.accept(new InstallEvent.FetchStarted(chalk, 44_000));
            events.accept(new InstallEvent.Received(chalk, 44_000));
            events.accept(new InstallEvent.Fetched(chalk, Origin.NETWORK, 44_000));
            events.accept(new InstallEvent.Fetched(new PackageId("zod", "3.0.0"), Origin.STORE, 0));
            events.accept(new InstallEvent.Warning("chalk 5.4.1 is old"));
            return "fine";
        });
        ui.await("the end", () -> operation.outcome().over());
        assertEquals(new Outcome.Done<>("fine"), ui.call(operation::outcome));
        assertEquals("""
            $ dx test
            Downloading
            2 packages, 1 to download
            chalk 5.4.1 (44 kB)
            zod 3.0.0 from the store
            chalk 5.4.1 is old
            it is fine
            """, ui.call(() -> OperationLog.text(log.lines())));
        assertEquals(44_000, ui.call(operation::progress).bytes());
        assertTrue(ui.call(() -> operations.running().isEmpty()));
    }

    @Test
    void cancellingInterruptsTheWork() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Operation<String> operation = start(_ -> {
            begun.countDown();
            return waitForEver();
        });
        begun.await();
        assertEquals(1, ui.call(() -> operations.running().size()));
        ui.run(operation::cancel);
        ui.await("the end", () -> operation.outcome().over());
        assertInstanceOf(Outcome.Cancelled.class, ui.call(operation::outcome));
        assertTrue(ui.call(() -> operations.running().isEmpty()));
    }

    @Test
    void workThatIsDoneBeforeItHearsOfCancellingIsDone() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Operation<String> operation = start(_ -> {
            begun.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            return "too late";
        });
        begun.await();
        ui.run(operation::cancel);
        ui.await("the end", () -> operation.outcome().over());
        assertEquals(new Outcome.Done<>("too late"), ui.call(operation::outcome));
    }

    @Test
    void failureIsKeptAsItIs() {
        DxException failure = new DxException(ErrorCode.DX_NETWORK, "nobody answers", "Check the network.");
        Operation<String> operation = start(_ -> {
            throw failure;
        });
        ui.await("the end", () -> operation.outcome().over());
        assertEquals(new Outcome.Failed<>(failure), ui.call(operation::outcome));
    }

    @Test
    void defectEndsTheOperationToo() {
        Operation<String> operation = start(_ -> {
            throw new IllegalStateException("index out of bounds of patience");
        });
        ui.await("the end", () -> operation.outcome().over());
        Outcome.Failed<?> failed = assertInstanceOf(Outcome.Failed.class, ui.call(operation::outcome));
        assertEquals(ErrorCode.DX_INTERNAL, failed.failure().code());
    }

    @Test
    void anyNumberOfEventsBecomesAFewUpdates() {
        int events = 200_000;
        AtomicInteger updates = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        CountDownLatch watched = new CountDownLatch(1);
        Operation<String> operation = start(told -> {
            awaitQuietly(watched);
            for (int i = 0; i < events; i++) {
                told.accept(new InstallEvent.Received(new PackageId("big", "1.0.0"), 1));
            }
            return "";
        });
        ui.run(() -> operation.progressProperty().addListener((_, _, _) -> {
            updates.incrementAndGet();
            threads.add(Thread.currentThread());
        }));
        watched.countDown();
        ui.await("the end", () -> operation.outcome().over());
        assertEquals(events, ui.call(operation::progress).bytes());
        assertTrue(updates.get() < events / 100, updates + " updates");
        assertTrue(threads.stream().allMatch(thread -> thread.getName().equals("test-ui")));
    }

    @Test
    void logForgetsItsOldestLines() {
        Operation<String> operation = start(events -> {
            for (int i = 0; i < OperationLog.LIMIT + 50; i++) {
                events.accept(new InstallEvent.Note("line " + i));
            }
            return "";
        });
        ui.await("the end", () -> operation.outcome().over());
        assertEquals(OperationLog.LIMIT, ui.call(() -> log.lines().size()));
        assertEquals(
                "line " + (OperationLog.LIMIT + 49),
                ui.call(() -> log.lines().get(log.lines().size() - 2).text()));
    }

    private Operation<String> start(Function<Consumer<InstallEvent>, String> work) {
        return ui.call(() -> operations.start(
                new Operation.Task<>("Testing", "dx test", work::apply, result -> "it is " + result), log));
    }

    private static String waitForEver() {
        awaitQuietly(new CountDownLatch(1));
        return "";
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        }
    }
}
