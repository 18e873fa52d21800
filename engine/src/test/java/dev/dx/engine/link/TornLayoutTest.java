package dev.dx.engine.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.PackageId;
import dev.dx.engine.Platform;
import dev.dx.engine.npm.source.PackageArchive;
import dev.dx.engine.store.Store;
import dev.dx.engine.store.StoredPackage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a layout whose making was killed, or met a full disk, at any of its steps. */
class TornLayoutTest {
    private static final Platform PLATFORM = new Platform("linux", "x64", "glibc");
    private static final int DIED = 77;
    private static final String SURVIVED = "none";

    /** One step for each file, and those of the layout itself. */
    private static final int STEPS = 8;

    @TempDir
    Path temp;

    /** A store with the package that the layout is made of. */
    private record Subject(Store store, StoredPackage content, TreeRecipe recipe) {
        static Subject in(Path folder) throws IOException {
            Path source = Files.createDirectories(folder.resolveSibling(folder.getFileName() + "-source"));
            Files.writeString(source.resolve("package.json"), "{}");
            Files.writeString(source.resolve("cli.js"), "#!/usr/bin/env node");
            Files.writeString(source.resolve("index.js"), "leaf");
            ByteArrayOutputStream archive = new ByteArrayOutputStream();
            List<String> files = List.of("package.json", "cli.js", "index.js");
            PackageArchive.write(source, files, Set.of("cli.js"), archive, (_, _, _) -> {});
            Store store = Store.open(folder);
            StoredPackage content = store.unpackUnpromised(
                    new PackageId("leaf", "1.0.0"), new ByteArrayInputStream(archive.toByteArray()), warning -> {});
            TreeRecipe.Piece piece =
                    new TreeRecipe.Piece("leaf", content.root(), content.integrity(), Set.of("cli.js"), Map.of());
            return new Subject(
                    store,
                    content,
                    new TreeRecipe(
                            PLATFORM.toString(),
                            List.of(piece),
                            List.of(new TreeRecipe.Commands("", List.of(new BinLink("leaf", "leaf", "cli.js"))))));
        }

        void make(Checkpoint checkpoint) {
            try (Store.Use _ = store.use()) {
                new LayoutCache(store, checkpoint)
                        .make(
                                recipe,
                                piece -> content,
                                (_, entry, _) -> checkpoint.before("place " + entry.path()),
                                PLATFORM,
                                placement -> {});
            }
        }

        /** What is seen is whole; what is not there can be made; and nothing lies about. */
        void assertNothingIsTorn(String after) throws IOException {
            LayoutCache layouts = new LayoutCache(store);
            Path modules = layouts.modulesOf(recipe.hash());
            if (layouts.has(recipe.hash())) {
                assertNull(LayoutCheck.of(modules, recipe, piece -> content), after);
            }
            make(Checkpoint.NONE);
            assertNull(LayoutCheck.of(modules, recipe, piece -> content), after);
            assertEquals(1, layouts.entries().size(), after);
            assertEquals(recipe, layouts.recipe(recipe.hash()), after);
            try (Stream<Path> left = Files.list(store.folder().resolve("tmp"))) {
                assertEquals(List.of(), left.toList(), after);
            }
        }
    }

    @Test
    void killedAtAnyStepItIsWholeOrNotThere() throws Exception {
        Process process = TestJava.start(DyingMaker.class, temp.toString());
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(DIED, process.waitFor(), output);
        List<String> steps = output.lines().toList();
        assertEquals(STEPS + 1, steps.size(), output);
        assertEquals("write the index", steps.get(STEPS - 1), output);
        assertEquals(SURVIVED, steps.getLast(), output);
        for (int step = 0; step < STEPS; step++) {
            Path folder = temp.resolve("store" + step);
            boolean published = Files.isDirectory(folder.resolve("layouts"), LinkOption.NOFOLLOW_LINKS)
                    && !ModulesFolder.children(folder.resolve("layouts")).isEmpty();
            assertEquals(step == STEPS - 1, published, steps.get(step));
            Subject.in(folder).assertNothingIsTorn("killed before: " + steps.get(step));
        }
    }

    @Test
    void aFullDiskAtAnyStepLeavesNothingTorn() throws IOException {
        for (int step = 1; step <= STEPS; step++) {
            Subject subject = Subject.in(temp.resolve("full" + step));
            AtomicInteger left = new AtomicInteger(step);
            Checkpoint full = name -> {
                if (left.decrementAndGet() == 0) {
                    throw new IOException("No space left on device");
                }
            };
            if (step < STEPS) {
                DxException failure = assertThrows(DxException.class, () -> subject.make(full));
                assertEquals(ErrorCode.DX_NO_SPACE, failure.code(), failure.getMessage());
            } else {
                // The index is made of the layouts again.
                subject.make(full);
            }
            assertTrue(left.get() <= 0, "there are not that many steps");
            subject.assertNothingIsTorn("no room at step " + step);
        }
    }

    /** Makes a layout in each of many stores, stays at another step of each, and dies. */
    static final class DyingMaker {
        private DyingMaker() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            for (int stop = 0; stop <= STEPS; stop++) {
                Subject subject = Subject.in(Path.of(arguments[0], "store" + stop));
                int last = stop + 1;
                AtomicInteger steps = new AtomicInteger();
                BlockingQueue<String> ends = new LinkedBlockingQueue<>();
                Thread thread = new Thread(() -> {
                    subject.make(step -> {
                        if (steps.incrementAndGet() == last) {
                            ends.add(step);
                            while (true) {
                                LockSupport.park();
                            }
                        }
                    });
                    ends.add(SURVIVED);
                });
                thread.setDaemon(true);
                thread.start();
                System.out.println(ends.take());
            }
            System.out.flush();
            Runtime.getRuntime().halt(DIED);
        }
    }
}
