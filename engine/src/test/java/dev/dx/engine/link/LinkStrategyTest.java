package dev.dx.engine.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkStrategyTest {
    private static final Path MEMORY = Path.of("/dev/shm");

    @Test
    void withinOneFileSystemThatSharesNoBlocksLinksAreHard(@TempDir Path temp) throws IOException {
        Assumptions.assumeTrue(List.of("ext4", "tmpfs").contains(type(temp)), "another kind of file system");

        assertEquals(LinkStrategy.HARDLINK, LinkStrategy.between(temp, temp));
    }

    @Test
    void betweenKindsOfFileSystemFilesAreCopied(@TempDir Path temp) throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(MEMORY) && !type(temp).equals(type(MEMORY)), "only one kind here");

        assertEquals(LinkStrategy.COPY, LinkStrategy.between(temp, MEMORY));
    }

    @Test
    void aHardLinkThatCannotBeBecomesACopy(@TempDir Path temp) throws IOException {
        Assumptions.assumeTrue(Files.isWritable(MEMORY) && !type(temp).equals(type(MEMORY)), "only one file system");
        Path source = Files.writeString(temp.resolve("source"), "content");
        Path folder = Files.createTempDirectory(MEMORY, "dx-test");
        try {
            FilePlacer placer = new FilePlacer(LinkStrategy.HARDLINK, folder);
            for (int i = 0; i < 40; i++) {
                assertEquals(LinkStrategy.COPY, placer.place(source, folder.resolve("copy" + i)));
                assertEquals("content", Files.readString(folder.resolve("copy" + i)));
            }
        } finally {
            ModulesFolder.delete(MEMORY, folder);
        }
        assertFalse(Files.exists(folder));
    }

    @Test
    void probingForSharedBlocksLeavesNothing(@TempDir Path temp) throws IOException {
        Assumptions.assumeTrue(List.of("ext4", "tmpfs").contains(type(temp)), "another kind of file system");

        Path store = Files.createDirectories(temp.resolve("store/a"));
        Path source = Files.writeString(store.resolve("index.js"), "content");
        Path target = Files.createDirectory(temp.resolve("target"));

        assertFalse(ReflinkProbe.works(temp.resolve("store"), target));

        assertEquals("content", Files.readString(source));
        try (var files = Files.list(target)) {
            assertEquals(List.of(), files.toList());
        }
    }

    private static String type(Path folder) throws IOException {
        return Files.getFileStore(folder).type();
    }
}
