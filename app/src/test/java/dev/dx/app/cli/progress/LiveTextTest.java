package dev.dx.app.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.text.Style;
import dev.dx.engine.InstallEvent.Stage;
import dev.dx.engine.install.Progress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LiveTextTest {
    private static final Style ASCII = new Style(false, false);
    private static final Progress DOWNLOADING =
            new Progress(Stage.FETCH, 34, 66, 3_400_000, 5_600_000, Duration.ofMillis(1700), 0.5);

    @Test
    void saysCountsTimeLeftBytesAndRate() {
        assertEquals(
                "downloading  ##########----------  34/66  2 s left  3.4 MB  5.6 MB/s",
                LiveText.of(DOWNLOADING, 80, ASCII));
    }

    @Test
    void drawsABarWhereItCan() {
        assertEquals(
                "\u001b[36mdownloading\u001b[0m  \u001b[32m━━━━━━━━━━\u001b[0m\u001b[2m──────────\u001b[0m"
                        + "  34/66  2 s left  3.4 MB  5.6 MB/s",
                LiveText.of(DOWNLOADING, 80, new Style(true, true)));
    }

    @Test
    void saysNoMoreThanItKnows() {
        assertEquals(
                "resolving  34 packages  1.2 MB",
                LiveText.of(new Progress(Stage.RESOLVE, 34, 0, 1_200_000, 0, null, -1), 80, ASCII));
        assertEquals("reading", LiveText.of(new Progress(Stage.READ, 0, 0, 0, 0, null, -1), 80, ASCII));
    }

    @Test
    void dropsTheBarFirstAndThenTheLeastUseful() {
        assertEquals("downloading  34/66  2 s left  3.4 MB  5.6 MB/s", LiveText.of(DOWNLOADING, 60, ASCII));
        assertEquals("downloading  34/66  2 s left", LiveText.of(DOWNLOADING, 35, ASCII));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 12, 20, 30, 40, 50, 60, 70, 80, 200})
    void neverWraps(int width) {
        String line = LiveText.of(DOWNLOADING, width, ASCII);
        assertTrue(line.length() <= width, line.length() + " columns: " + line);
    }
}
