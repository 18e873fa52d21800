package dev.dx.app.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.text.Style;
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
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProgressDisplayTest {
    private static final PackageId ID = new PackageId("a", "1.0.0");

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);

    @Test
    void plainLinesAreOnePerStage() {
        try (ProgressDisplay display = new PlainLines(stream)) {
            install(display);
        }
        assertEquals(
                List.of("resolved 2 packages", "downloaded 1 package, 3.4 MB", "linked 2 packages"),
                text().lines().toList());
    }

    @Test
    void plainLinesDoNotMentionWhatWasNotDone() {
        try (ProgressDisplay display = new PlainLines(stream)) {
            display.accept(new StageStarted(Stage.READ));
            display.accept(new StageStarted(Stage.RESOLVE));
            display.accept(new Planned(2, 0));
            display.accept(new StageStarted(Stage.FETCH));
            display.accept(new StageStarted(Stage.LINK));
            display.accept(new StageStarted(Stage.COMMIT));
        }
        assertEquals(List.of("resolved 2 packages"), text().lines().toList());
    }

    @Test
    void whatIsOverAtOnceDoesNotFlicker() {
        try (ProgressDisplay display = LiveLine.start(stream, () -> 80, new Style(false, false))) {
            install(display);
        }
        assertEquals("", text());
    }

    @Test
    void liveLineIsRedrawnAndGoneInTheEnd() throws InterruptedException {
        try (ProgressDisplay display = LiveLine.start(stream, () -> 80, new Style(false, false))) {
            display.accept(new StageStarted(Stage.RESOLVE));
            display.accept(new Resolved(ID, 1, 1));
            waitFor("resolving  1 package");
            display.log("a note");
            install(display);
            waitFor("finishing");
        }
        String text = text();

        assertTrue(text.contains("\r\u001b[Ka note" + System.lineSeparator()), text);
        assertTrue(text.endsWith("\r\u001b[K"), text);
        assertEquals(1, text.lines().filter(line -> line.endsWith("a note")).count());
        assertTrue(text.length() < 3000, "redrawn far more often than fifteen times a second: " + text.length());
    }

    private void waitFor(String words) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!text().contains(words)) {
            assertTrue(System.nanoTime() < end, () -> words + " never came: " + text());
            Thread.sleep(5);
        }
    }

    private static void install(ProgressDisplay display) {
        display.accept(new StageStarted(Stage.READ));
        display.accept(new StageStarted(Stage.RESOLVE));
        display.accept(new Resolved(ID, 1, 1));
        display.accept(new StageStarted(Stage.FETCH));
        display.accept(new FetchStarted(ID, 3_400_000));
        display.accept(new Planned(2, 1));
        display.accept(new Received(ID, 3_400_000));
        display.accept(new Fetched(ID, Origin.NETWORK, 3_400_000));
        display.accept(new StageStarted(Stage.LINK));
        display.accept(new Linked(2, 2));
        display.accept(new StageStarted(Stage.COMMIT));
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
