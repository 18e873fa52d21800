package dev.dx.app.resident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.Environment;
import dev.dx.engine.Platform;
import dev.dx.engine.install.tree.IdleWork;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class IdlenessTest {
    @TempDir
    Path home;

    private final BlockingQueue<String> steps = new LinkedBlockingQueue<>();

    private static Environment caller(String name) {
        return new Environment(Map.of("NAME", name), Path.of("/"), Platform.current());
    }

    /** Works until it is interrupted, or for a moment. */
    private IdleWork work(long millis) {
        return new IdleWork() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public boolean step(Environment caller) {
                steps.add("for " + caller.get("NAME"));
                try {
                    Thread.sleep(millis);
                } catch (InterruptedException cut) {
                    steps.add("cut");
                }
                return false;
            }
        };
    }

    private String next() throws InterruptedException {
        String step = steps.poll(20, TimeUnit.SECONDS);
        return step == null ? "nothing" : step;
    }

    @Test
    void worksForWhoStartedItBeforeAnybodyCalls() throws InterruptedException {
        try (Idleness idleness = new Idleness(List.of(work(1)), ResidentLog.in(home))) {
            idleness.expect(caller("starter"));
            assertEquals("for starter", next());
        }
    }

    @Test
    void aCallInterruptsItAndItGoesOnAfterwards() throws InterruptedException {
        try (Idleness idleness = new Idleness(List.of(work(60_000)), ResidentLog.in(home))) {
            idleness.expect(caller("starter"));
            assertEquals("for starter", next());
            idleness.busy();
            assertEquals("cut", next());
            assertTrue(steps.isEmpty(), "not while the call runs");
            idleness.quiet(caller("second"));
            assertEquals("for second", next());
        }
    }
}
