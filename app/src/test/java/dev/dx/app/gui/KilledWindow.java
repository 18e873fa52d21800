package dev.dx.app.gui;

import static dev.dx.app.gui.TestWindow.await;
import static dev.dx.app.gui.TestWindow.onUi;

import dev.dx.app.gui.convert.ConvertModel;
import dev.dx.app.gui.registry.RegistryModel;
import dev.dx.app.gui.store.Cleaning;
import dev.dx.engine.Environment;
import dev.dx.engine.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** A whole window, as a process of its own, with a conversion, a registry and a cleaning under way, that waits to be killed. */
final class KilledWindow {
    private KilledWindow() {}

    /** @param arguments the folder of everything */
    public static void main(String... arguments) throws Exception {
        Path work = Path.of(arguments[0]);
        TestWindow window = TestWindow.open(
                work.resolve("settings"),
                Engines.of(new EngineOnDemand(environment(work))),
                new ScriptedDialogs(),
                980,
                720);
        window.project(work.resolve("tea-time"));
        RegistryModel registry = window.services().registry();
        window.goTo("Registry");
        await("the registry's folder", () -> registry.folderProperty().get() != null);
        onUi(() -> {
            registry.portProperty().set("0");
            registry.start();
            return registry;
        });
        ConvertModel convert = window.services().convert();
        onUi(() -> {
            convert.targetProperty().set(work.resolve("packs"));
            convert.textProperty().set("kettle@1.0.0\nsaucer@3.1.0");
            convert.start();
            return convert;
        });
        await("both to be written down", () -> underWay(work) == 2);
        onUi(() -> {
            window.services().store().clean(Cleaning.EVERYTHING);
            return window;
        });
        Thread.sleep(Long.MAX_VALUE);
    }

    static Environment environment(Path work) {
        return new Environment(
                Map.of("DX_HOME", work.resolve("home").toString()), work.resolve("user"), Platform.current());
    }

    /** How much has been begun and not ended. */
    static long underWay(Path work) {
        try (Stream<Path> files = Files.list(work.resolve("settings/unfinished"))) {
            return files.filter(file -> file.toString().endsWith(".json")).count();
        } catch (IOException none) {
            return -1;
        }
    }
}
