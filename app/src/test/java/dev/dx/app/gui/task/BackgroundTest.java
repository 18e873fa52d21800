package dev.dx.app.gui.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundTest {
    private final TestUiThread ui = new TestUiThread();
    private final Background background = new Background(ui.thread());
    private final List<String> heard = new ArrayList<>();

    @AfterEach
    void stop() {
        ui.close();
    }

    @Test
    void answersOnTheUiThread() {
        ui.run(() -> background.run(
                () -> Thread.currentThread().isVirtual(),
                virtual -> heard.add(virtual + " " + Thread.currentThread().getName()),
                failure -> heard.add(failure.what())));
        ui.await("the answer", () -> !heard.isEmpty());
        assertEquals(List.of("true test-ui"), heard);
    }

    @Test
    void handsOverFailures() {
        ui.run(() -> background.run(
                () -> {
                    throw new DxException(ErrorCode.DX_MANIFEST, "not a manifest", "Mend it.");
                },
                _ -> heard.add("no"),
                failure -> heard.add(failure.what())));
        ui.await("the failure", () -> !heard.isEmpty());
        assertEquals(List.of("not a manifest"), heard);
    }

    @Test
    void saysNothingOfWhatWasCancelledEvenIfItWasDone() {
        CountDownLatch done = new CountDownLatch(1);
        ui.run(() -> {
            Background.Job job = background.run(
                    () -> {
                        done.countDown();
                        return "an answer that stands in line";
                    },
                    heard::add,
                    failure -> heard.add(failure.what()));
            awaitQuietly(done);
            job.cancel();
        });
        ui.run(() -> background.run(() -> "the next", heard::add, failure -> heard.add(failure.what())));
        ui.await("the next answer", () -> !heard.isEmpty());
        assertEquals(List.of("the next"), heard);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }
}
