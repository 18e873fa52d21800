package dev.dx.engine.fuzz;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The first inputs of each fuzzer, whole, cut short and with a byte changed: what it holds against them holds. */
class FuzzTargetsTest {
    @ParameterizedTest
    @MethodSource("names")
    void holdsForItsFirstInputs(String name) throws IOException, URISyntaxException, ReflectiveOperationException {
        Method target = Class.forName(FuzzRun.TARGETS.get(name)).getMethod("fuzzerTestOneInput", byte[].class);
        for (Path input : files(seeds().resolve(name))) {
            byte[] bytes = Files.readAllBytes(input);
            assertDoesNotThrow(() -> target.invoke(null, (Object) bytes), input.toString());
            for (int part = 1; part < 16; part++) {
                int at = bytes.length * part / 16;
                byte[] cut = Arrays.copyOf(bytes, at);
                assertDoesNotThrow(() -> target.invoke(null, (Object) cut), input + " cut at " + at);
                byte[] changed = bytes.clone();
                changed[at] ^= 0x5a;
                assertDoesNotThrow(() -> target.invoke(null, (Object) changed), input + " changed at " + at);
            }
        }
    }

    @Test
    void eachHasInputsToBeginWith() throws IOException, URISyntaxException {
        Set<String> folders = new TreeSet<>();
        for (Path folder : files(seeds())) {
            folders.add(folder.getFileName().toString());
        }
        assertEquals(new TreeSet<>(FuzzRun.TARGETS.keySet()), folders);
    }

    private static Stream<String> names() {
        return FuzzRun.TARGETS.keySet().stream();
    }

    private static Path seeds() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(FuzzTargetsTest.class.getResource("/fuzz"))
                .toURI());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
