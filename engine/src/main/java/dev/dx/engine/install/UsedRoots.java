package dev.dx.engine.install;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Which packages of the store a node_modules was made of, kept inside it for when it is put aside and comes back. */
final class UsedRoots {
    private static final String FILE_NAME = "roots";

    private UsedRoots() {}

    static void write(Path modules, Set<ContentRoot> roots) {
        Path file = modules.resolve(InstalledState.FOLDER).resolve(FILE_NAME);
        try {
            Files.write(file, roots.stream().map(ContentRoot::toString).sorted().toList());
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }

    /** Empty where nobody wrote them down, or not legibly. */
    static Set<ContentRoot> read(Path modules) {
        Set<ContentRoot> roots = new HashSet<>();
        try {
            for (String line :
                    Files.readAllLines(modules.resolve(InstalledState.FOLDER).resolve(FILE_NAME))) {
                roots.add(ContentRoot.parse(line));
            }
        } catch (IOException | IllegalArgumentException none) {
            return Set.of();
        }
        return roots;
    }
}
