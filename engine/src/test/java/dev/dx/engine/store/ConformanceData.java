package dev.dx.engine.store;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Cases that others wrote, in a folder beside the checkout; tests that want them are skipped where it is missing. */
final class ConformanceData {
    private ConformanceData() {}

    static Path folder(String name) {
        Path start = Path.of("").toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            Path found = at.resolveSibling("shared").resolve("conformance").resolve(name);
            if (Files.isDirectory(found)) {
                return found;
            }
        }
        return Assumptions.abort("no shared/conformance/" + name + " beside a folder above " + start);
    }
}
