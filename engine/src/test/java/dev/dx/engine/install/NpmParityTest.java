package dev.dx.engine.install;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** npm, which has to be installed, and DX make the same of projects drawn by lot. {@code -Ddx.seeds=100-200} chooses others. */
@Tag("e2e")
class NpmParityTest {
    @TempDir
    Path root;

    static LongStream seeds() {
        String[] bounds = System.getProperty("dx.seeds", "1-60").split("-", 2);
        return LongStream.rangeClosed(Long.parseLong(bounds[0]), Long.parseLong(bounds[1]));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void writesWhatNpmWrites(long seed) throws IOException, InterruptedException {
        assertEquals("", NpmParity.differences(seed, root));
    }
}
