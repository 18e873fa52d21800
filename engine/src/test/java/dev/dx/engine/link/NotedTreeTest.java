package dev.dx.engine.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotedTreeTest {
    @TempDir
    Path temp;

    private Path noted;

    @BeforeEach
    void note() throws IOException {
        SpareTrees spares = new SpareTrees(temp.resolve("spares"), new SpareTrees.Limits(2, 0));
        Map<String, byte[]> beside = Map.of(".dx/state", "made of nothing".getBytes(StandardCharsets.UTF_8));
        spares.note(
                new TreeRecipe("here", List.of(), List.of()),
                () -> null,
                beside,
                Files.createDirectory(temp.resolve("project")));
        noted = spares.noted().getFirst();
    }

    @Test
    void whatWasReadCanBeMadeAlthoughTheNoteIsGone() throws IOException {
        NotedTree tree = Objects.requireNonNull(NotedTree.read(noted));
        ModulesFolder.delete(temp, temp.resolve("spares"));
        Path modules = Files.createDirectory(temp.resolve("modules"));

        tree.make(
                modules,
                piece -> {
                    throw new DxException(ErrorCode.DX_NOT_FOUND, piece.folder(), "");
                },
                SourceCheck.NONE,
                new Platform("linux", "x64", "glibc"),
                null,
                piece -> false,
                placement -> {});

        assertEquals("made of nothing", Files.readString(modules.resolve(".dx/state")));
    }

    @Test
    void aNoteThatIsNotWholeIsNone() throws IOException {
        Files.writeString(noted.resolveSibling("recipe"), "cut off");
        assertNull(NotedTree.read(noted));
        ModulesFolder.delete(temp, temp.resolve("spares"));
        assertNull(NotedTree.read(noted));
    }
}
