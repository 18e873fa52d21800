package dev.dx.app.gui;

import static dev.dx.app.gui.TestWindow.await;
import static dev.dx.app.gui.TestWindow.onUi;

import dev.dx.app.gui.registry.RegistryModel;
import dev.dx.engine.Environment;
import dev.dx.engine.Platform;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** The real window on a real display; what another process drags is dropped on it. Ends with 0 if all of it arrives. */
final class DropTarget implements AutoCloseable {
    private static final int WIDTH = 980;
    private static final int HEIGHT = 720;

    private final Path work;
    private final Process source;
    private final Writer commands;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final List<String> heard = new ArrayList<>();

    private DropTarget(Path work) throws IOException {
        this.work = work;
        ProcessBuilder builder = new ProcessBuilder(DragAndDropTest.java(DragSource.class));
        this.source = builder.redirectError(work.resolve("source.log").toFile()).start();
        this.commands = source.outputWriter(StandardCharsets.UTF_8);
        BufferedReader output = source.inputReader(StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().start(() -> output.lines().forEach(said::add));
        hears("ready");
    }

    public static void main(String... arguments) throws Exception {
        Path work = Path.of(arguments[0]);
        Environment environment =
                new Environment(Map.of("DX_HOME", work.resolve("home").toString()), work, Platform.current());
        try (EngineOnDemand engine = new EngineOnDemand(environment);
                TestWindow window = TestWindow.open(
                        work.resolve("settings"), Engines.of(engine), new ScriptedDialogs(), WIDTH, HEIGHT);
                DropTarget target = new DropTarget(work)) {
            target.run(window);
        } catch (Exception | AssertionError failure) {
            failure.printStackTrace();
            System.exit(1);
        }
        System.out.println("all of it arrived");
        System.exit(0);
    }

    private void run(TestWindow window) throws Exception {
        Path project = Files.createDirectories(work.resolve("tea time \u2615"));
        Files.writeString(project.resolve("package.json"), "{\"name\": \"tea-time\", \"version\": \"1.0.0\"}");
        drop(window, List.of(project), () -> window.services().projects().current() != null);

        window.goTo("Convert");
        Path kettle = archive("kettle");
        Path saucer = archive("saucer");
        Path list = Files.writeString(work.resolve("names.txt"), "left-pad@1.3.0\nis-odd\n");
        drop(window, List.of(kettle, saucer), () -> list(window).equals(List.of(kettle.toString(), saucer.toString())));
        drop(window, List.of(list), () -> list(window).containsAll(List.of("left-pad@1.3.0", "is-odd")));
        drop(window, List.of(project), () -> list(window).contains(project.toString()));

        window.goTo("Registry");
        RegistryModel registry = window.services().registry();
        await("the registry's folder", () -> registry.folderProperty().get() != null);
        onUi(() -> {
            registry.portProperty().set("0");
            registry.start();
            return registry;
        });
        await("the registry", registry::isRunning);
        drop(window, List.of(project), () -> registry.packages().size() == 1);
        drop(window, List.of(kettle, saucer), () -> registry.packages().size() == 3);
    }

    private Path archive(String name) throws IOException {
        byte[] tarball = TestPackage.named(name, "1.0.0").build().tarball();
        return Files.write(work.resolve(name + "-1.0.0.tgz"), tarball);
    }

    private static List<String> list(TestWindow window) {
        String text = window.services().convert().textProperty().get();
        return Arrays.stream(text.split("\n")).toList();
    }

    /** Drags files out of the other window into the middle of this one, and lets go once it says that it would take them. */
    private void drop(TestWindow window, List<Path> files, BooleanSupplier arrived) throws Exception {
        String what = files.stream().map(Path::toString).collect(Collectors.joining("|"));
        tell("drag " + what);
        for (int step = 1; !said.contains("dragging") && step < 200; step++) {
            tell("move " + (DragSource.X + 100 - step % 60) + " 100");
            TestWindow.pause(25);
        }
        hears("dragging");
        int[] jitter = {0};
        await("the hint for " + what, () -> {
            jitter[0]++;
            tell("move " + (WIDTH / 2 + jitter[0] % 40) + " " + HEIGHT / 2);
            return window.shows("#dropHint");
        });
        tell("release");
        await("what was dropped: " + what, arrived);
        await("no hint", () -> !window.shows("#dropHint"));
        hears("done COPY");
    }

    private void tell(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private void hears(String what) {
        try {
            for (String line = ""; !line.equals(what); ) {
                line = said.poll(60, TimeUnit.SECONDS);
                if (line == null) {
                    throw new AssertionError("the other window did not say " + what + ", but " + heard);
                }
                heard.add(line);
            }
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    @Override
    public void close() {
        source.destroy();
    }
}
