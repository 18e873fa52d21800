package dev.dx.app.cli.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.dx.engine.InstallEvent.Stage;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StageTimesTest {
    private static Instant at(long millis) {
        return Instant.parse("2026-01-01T00:00:00Z").plusMillis(millis);
    }

    @Test
    void eachPartLastsUntilTheNextBegins() {
        StageTimes times = new StageTimes();
        times.begins(Stage.READ, at(0));
        times.begins(Stage.RESOLVE, at(12));
        times.begins(Stage.COMMIT, at(312));
        assertEquals("it took: read 12 ms, resolve 300 ms, commit 7 ms", times.line(at(319)));
        assertNull(times.line(at(400)), "said once");
    }

    @Test
    void nothingIsSaidOfWhatDidNotBegin() {
        assertNull(new StageTimes().line(at(5)));
    }
}
