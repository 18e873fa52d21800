package dev.dx.engine.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.InstallEvent.FetchStarted;
import dev.dx.engine.InstallEvent.Fetched;
import dev.dx.engine.InstallEvent.Linked;
import dev.dx.engine.InstallEvent.Origin;
import dev.dx.engine.InstallEvent.Planned;
import dev.dx.engine.InstallEvent.Received;
import dev.dx.engine.InstallEvent.Resolved;
import dev.dx.engine.InstallEvent.Stage;
import dev.dx.engine.InstallEvent.StageStarted;
import dev.dx.engine.PackageId;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ProgressMeterTest {
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final ProgressMeter meter = new ProgressMeter(clock::get);

    @Test
    void saysNothingItCannotKnowBeforeThePlan() {
        meter.accept(new StageStarted(Stage.RESOLVE));
        meter.accept(new Resolved(id(1), 34, 12));
        Progress progress = meter.snapshot();

        assertEquals(Stage.RESOLVE, progress.stage());
        assertEquals(34, progress.done());
        assertEquals(0, progress.total());
        assertEquals(-1, progress.fraction());
        assertNull(progress.remaining());
        assertEquals(0, progress.bytesPerSecond());
    }

    @Test
    void resolvingStaysTheStageWhileDownloadsOverlapIt() {
        meter.accept(new StageStarted(Stage.RESOLVE));
        meter.accept(new StageStarted(Stage.FETCH));
        fetch(1, 1000);
        assertEquals(Stage.RESOLVE, meter.snapshot().stage());

        meter.accept(new Planned(10, 4));
        Progress progress = meter.snapshot();
        assertEquals(Stage.FETCH, progress.stage());
        assertEquals(1, progress.done());
        assertEquals(4, progress.total(), "the one that is here is among the four");
        assertEquals(1000, progress.bytes());
    }

    @Test
    void steadyDownloadHasItsRateAndItsEnd() {
        meter.accept(new StageStarted(Stage.FETCH));
        meter.accept(new Planned(100, 100));
        for (int i = 1; i <= 40; i++) {
            passes(100);
            fetch(i, 10_000);
        }
        Progress progress = meter.snapshot();

        assertEquals(100_000, progress.bytesPerSecond(), 10_000);
        assertSeconds(6, 0.7, progress.remaining());
        assertEquals(0.8 * 0.4, progress.fraction(), 0.001);
    }

    @Test
    void announcedSizesCountBeforeTheyArrive() {
        meter.accept(new StageStarted(Stage.FETCH));
        meter.accept(new Planned(2, 2));
        meter.accept(new FetchStarted(id(1), 100_000));
        meter.accept(new FetchStarted(id(2), 900_000));
        passes(1000);
        meter.accept(new Received(id(1), 100_000));
        meter.accept(new Fetched(id(1), Origin.NETWORK, 100_000));
        passes(1000);

        // One of two packages is here, but nine tenths of the bytes are not.
        assertEquals(0.8 * 0.1, meter.snapshot().fraction(), 0.001);
    }

    @Test
    void noEndIsPromisedInTheFirstInstantOrDuringAStall() {
        meter.accept(new StageStarted(Stage.FETCH));
        meter.accept(new Planned(10, 10));
        passes(10);
        fetch(1, 5000);
        assertNull(meter.snapshot().remaining());

        passes(1500);
        fetch(2, 5000);
        assertNotNull(meter.snapshot().remaining());

        passes(10_000);
        Progress stalled = meter.snapshot();
        assertEquals(0, stalled.bytesPerSecond());
        assertNull(stalled.remaining());
    }

    @Test
    void remainingTimeDriftsInsteadOfJumping() {
        meter.accept(new StageStarted(Stage.FETCH));
        meter.accept(new Planned(100, 100));
        for (int i = 1; i <= 20; i++) {
            passes(100);
            fetch(i, 10_000);
            meter.snapshot();
        }
        Duration before = assertNotNullDuration(meter.snapshot().remaining());
        passes(200);
        meter.accept(new FetchStarted(id(21), 5_000_000));
        Duration after = assertNotNullDuration(meter.snapshot().remaining());

        assertTrue(after.compareTo(before) > 0, "a huge package makes it longer");
        assertTrue(after.toMillis() < before.toMillis() * 10, before + " to " + after + " is a jump");
    }

    @Test
    void fractionNeverFallsAndStaysBelowOneUntilTheEnd() {
        double last = 0;
        meter.accept(new StageStarted(Stage.FETCH));
        meter.accept(new Planned(3, 3));
        for (int i = 1; i <= 3; i++) {
            passes(50);
            fetch(i, 1000L * i * i);
            last = assertNotLess(last);
        }
        meter.accept(new StageStarted(Stage.LINK));
        for (int i = 1; i <= 3; i++) {
            meter.accept(new Linked(i, 3));
            last = assertNotLess(last);
        }
        meter.accept(new StageStarted(Stage.COMMIT));
        last = assertNotLess(last);
        assertTrue(last < 1, "committing is still to come");
    }

    @Test
    void linkingCountsPlacesAndKnowsItsEnd() {
        meter.accept(new Planned(100, 0));
        meter.accept(new StageStarted(Stage.LINK));
        passes(2000);
        meter.accept(new Linked(25, 100));
        Progress progress = meter.snapshot();

        assertEquals(25, progress.done());
        assertEquals(100, progress.total());
        assertSeconds(6, 0.1, progress.remaining());
        assertEquals(0.98 * 0.25, progress.fraction(), 0.001);
    }

    @Test
    void whatCameFromTheStoreIsNotADownload() {
        meter.accept(new StageStarted(Stage.FETCH));
        meter.accept(new Planned(2, 1));
        meter.accept(new Fetched(id(1), Origin.STORE, 0));

        assertEquals(0, meter.snapshot().done());
        assertEquals(1, meter.snapshot().total());
    }

    @Test
    void aDownloadThatStartsAgainIsCountedOnce() {
        meter.accept(new StageStarted(Stage.FETCH));
        meter.accept(new Planned(1, 1));
        meter.accept(new FetchStarted(id(1), 1000));
        meter.accept(new Received(id(1), 400));
        meter.accept(new FetchStarted(id(1), 1000));
        meter.accept(new Received(id(1), 1000));
        meter.accept(new Fetched(id(1), Origin.NETWORK, 1000));

        assertEquals(1, meter.snapshot().done());
        assertEquals(1, meter.snapshot().total());
        assertEquals(1400, meter.snapshot().bytes(), "both tries crossed the network");
    }

    private double assertNotLess(double last) {
        double now = meter.snapshot().fraction();
        assertTrue(now >= last, last + " then " + now);
        return now;
    }

    private static Duration assertNotNullDuration(@Nullable Duration remaining) {
        assertNotNull(remaining);
        return remaining;
    }

    private static void assertSeconds(double expected, double tolerance, @Nullable Duration remaining) {
        assertNotNull(remaining);
        assertEquals(expected, remaining.toMillis() / 1000.0, tolerance);
    }

    private void fetch(int number, long size) {
        meter.accept(new FetchStarted(id(number), size));
        meter.accept(new Received(id(number), size));
        meter.accept(new Fetched(id(number), Origin.NETWORK, size));
    }

    private void passes(long millis) {
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private static PackageId id(int number) {
        return new PackageId("package-" + number, "1.0." + number);
    }
}
