package dev.dx.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.Caller.Answer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidentCommandTest {
    @TempDir
    Path folder;

    @Test
    void runsUntilItIsStoppedAndSaysHowItIs() throws Exception {
        Caller caller = new Caller(folder);
        assertEquals(1, caller.runs("resident", "status").exit());
        assertEquals(1, caller.runs("resident", "stop").exit());
        CompletableFuture<Answer> running = CompletableFuture.supplyAsync(() -> caller.runs("resident", "run"));
        Answer status = caller.runs("resident", "status", "--json");
        for (int tries = 0; status.exit() != 0 && tries < 200; tries++) {
            TimeUnit.MILLISECONDS.sleep(50);
            status = caller.runs("resident", "status", "--json");
        }
        assertTrue(status.isJson().out().contains("\"kind\": \"process\""), status.out());
        assertTrue(caller.runs("resident", "status").out().startsWith("The resident engine runs: process "));
        Answer second = caller.runs("resident", "run");
        assertEquals(1, second.exit());
        assertTrue(second.err().contains("error DX_BUSY: "), second.err());
        Answer stopped = caller.runs("resident", "stop");
        assertTrue(stopped.out().startsWith("The resident engine has ended: process "), stopped.out());
        assertEquals(0, running.get(20, TimeUnit.SECONDS).exit());
        assertEquals(1, caller.runs("resident").exit());
    }

    @Test
    void whatCannotBeUnderstoodIsSaid() {
        assertEquals(2, new Caller(folder).runs("resident", "bogus").exit());
    }
}
