package dev.dx.app.gui;

import static dev.dx.app.gui.TestWindow.await;
import static dev.dx.app.gui.TestWindow.onUi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.gui.graph.GraphDrawing;
import dev.dx.app.gui.graph.GraphEngine;
import dev.dx.app.gui.graph.GraphModel;
import dev.dx.app.gui.projects.DependencyItem;
import dev.dx.app.gui.projects.ProjectModel;
import dev.dx.app.gui.projects.ScriptedEngine;
import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.graph.Dependency;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphBuilder;
import dev.dx.engine.graph.GraphNode;
import dev.dx.engine.graph.PlatformFilter;
import dev.dx.engine.graph.Trait;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import javafx.geometry.VerticalDirection;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Graph screen: over the real engine, and over graphs of other sizes than a test can install. */
class GraphScreenTest {
    @TempDir
    Path work;

    @Test
    void findsAPackageAndSaysWhyItIsThere() throws Exception {
        try (LocalRegistry registry = LocalRegistry.start()) {
            registry.publish(TestPackage.named("wire", "1.0.0").file("wire.js", "w".repeat(20_000)));
            registry.publish(TestPackage.named("wire", "2.0.0").file("wire.js", "w".repeat(30_000)));
            registry.publish(TestPackage.named("coil", "2.1.0").dependency("wire", "^1.0.0"));
            registry.publish(TestPackage.named("plug", "1.0.0").dependency("wire", "^2.0.0"));
            registry.publish(
                    TestPackage.named("kettle", "3.0.0").dependency("coil", "2").dependency("plug", "1"));
            registry.publish(
                    TestPackage.named("stove", "1.0.0").dependency("coil", "2").dependency("wire", "1"));
            registry.publish(TestPackage.named("ruler", "1.0.0").optionalDependency("elsewhere", "1"));
            registry.publish(TestPackage.named("elsewhere", "1.0.0").os("amiga"));
            Path project = Files.createDirectories(work.resolve("kitchen"));
            Files.writeString(project.resolve("package.json"), """
                {"name": "kitchen", "version": "1.0.0", "dependencies": {"kettle": "3", "stove": "1"},
                 "devDependencies": {"ruler": "1"}}
                """);
            EngineOnDemand engine = new EngineOnDemand(new Environment(
                    Map.of("DX_HOME", work.resolve("home").toString(), "npm_config_registry", registry.url()),
                    work.resolve("user"),
                    Platform.current()));
            ScriptedDialogs dialogs = new ScriptedDialogs();
            try (TestWindow window = TestWindow.open(work.resolve("settings"), Engines.of(engine), dialogs, 980, 720)) {
                GraphModel model = window.services().graph();
                window.robot.push(KeyCode.CONTROL, KeyCode.DIGIT4);
                window.pictures("graph-no-project");
                ProjectModel kitchen = window.project(project);
                await("the lack of a lock", () -> model.state() instanceof GraphModel.State.NoLock);
                window.pictures("graph-no-lock");
                onUi(() -> {
                    kitchen.install();
                    return kitchen;
                });
                await("the end", () -> kitchen.operationProperty().get() != null && !kitchen.isBusy());
                window.robot.push(KeyCode.F5);
                await("the drawing", () -> model.drawing() != null);
                await("sizes", () -> model.sizesProperty().get().length > 0);
                // As many as stand in node_modules, and what the lock has besides.
                assertEquals(7, kitchen.overview().installedPackages());
                await("the counts", () -> window.shows("7 packages, 1 more for other platforms, 10 dependencies"));
                assertEquals(9, onUi(() -> drawn(model).nodes().size()));

                window.robot.clickOn("#search").write("wire");
                assertEquals(2, onUi(() -> model.matchesProperty().get().size()));
                window.robot.push(KeyCode.ENTER);
                GraphNode wire = onUi(
                        () -> Objects.requireNonNull(model.selectedProperty().get()));
                assertEquals("wire", wire.name());
                window.pictures("graph-small");
                window.robot.clickOn("Show why");
                await(
                        "the chains",
                        () -> model.scopeProperty().get() instanceof GraphModel.Scope.Why
                                && isDrawn(model, size -> size < 9));
                window.pictures("graph-why");
                window.robot.clickOn("Duplicates (1)");
                window.pictures("graph-duplicates");

                window.goTo("Projects");
                window.robot.rightClickOn("stove").clickOn("Show in graph");
                await(
                        "the stove",
                        () -> model.scopeProperty().get() instanceof GraphModel.Scope.Around around
                                && around.node().name().equals("stove"));
                assertEquals(
                        "stove",
                        onUi(() -> Objects.requireNonNull(
                                        model.selectedProperty().get())
                                .name()));
                await("its drawing", () -> isDrawn(model, size -> size == 4));
                assertTrue(window.shows(".graph-canvas"), "drawn, whatever was looked at before");
                window.pictures("graph-from-project");
                onUi(() -> {
                    kitchen.filterProperty().set("kettle");
                    return kitchen;
                });
                window.clickOnceShown("Show in Projects");
                await("its row", () -> window.shows("#table"));
                TableView<DependencyItem> table = window.robot.lookup("#table").queryTableView();
                assertEquals(
                        "stove",
                        onUi(() -> table.getSelectionModel().getSelectedItem().name()));
                window.goTo("Graph");
                await("the graph", () -> window.shows(".graph-canvas"));

                dialogs.save = work.resolve("graph.svg");
                onUi(() -> {
                    model.showEverything();
                    return model;
                });
                await("everything", () -> isDrawn(model, size -> size == 9));
                window.robot.clickOn("#export").clickOn("Export as SVG…");
                await("the file", () -> Files.exists(work.resolve("graph.svg")));
                dialogs.save = work.resolve("graph.png");
                window.robot.clickOn("#export").clickOn("Export as PNG…");
                await("the file", () -> Files.exists(work.resolve("graph.png")));
            }
            engine.close();
        }
        String svg = Files.readString(work.resolve("graph.svg"));
        assertEquals(9, svg.split("<title>", -1).length - 1);
        assertTrue(svg.contains("kettle@3.0.0"), svg);
        byte[] png = Files.readAllBytes(work.resolve("graph.png"));
        assertEquals('P', png[1]);
    }

    @Test
    void opensAtSomethingReadableAndShowsAllOfFifteenHundred() throws Exception {
        Graph graph = graph(1_500, 4_000);
        ScriptedEngine projects = new ScriptedEngine(ScriptedEngine::shop).withShopVersions();
        Engines none = ScriptedEngines.of(projects);
        Engines engines = new Engines(
                projects,
                none.browse(),
                none.convert(),
                fixed(graph),
                none.store(),
                none.cache(),
                none.registry(),
                none.bench(),
                none.settings());
        try (TestWindow window = TestWindow.open(work, engines, new ScriptedDialogs(), 980, 720)) {
            window.project(work.resolve("corner-shop"));
            GraphModel model = window.services().graph();
            window.robot.push(KeyCode.CONTROL, KeyCode.DIGIT4);
            await("the drawing", () -> model.drawing() != null);
            assertTrue(onUi(() -> drawn(model).nodes().size()) <= 40, "the project and its own dependencies");
            window.pictures("graph-start");

            long began = System.nanoTime();
            onUi(() -> {
                model.showEverything();
                return model;
            });
            await("everything", () -> isDrawn(model, size -> size == 1_500));
            long millis = (System.nanoTime() - began) / 1_000_000;
            System.out.println("1,500 nodes laid out and drawn in " + millis + " ms");
            assertTrue(millis < 5_000, millis + " ms");
            window.pictures("graph-all");
            onUi(() -> {
                model.colouringProperty().set(GraphModel.Colouring.SIZE);
                return model;
            });
            window.robot.moveTo(".graph-canvas").scroll(8, VerticalDirection.UP);
            window.pictures("graph-all-near");
            window.robot.press(MouseButton.PRIMARY).moveBy(-120, 60).release(MouseButton.PRIMARY);
            window.robot.clickOn("List");
            window.pictures("graph-list");
            assertFalse(window.shows(".graph-canvas"));
            GraphNode far = graph.nodes().getLast();
            onUi(() -> {
                model.showAround(far, 2, Graph.Direction.DEPENDENTS);
                model.selectedProperty().set(far);
                return far;
            });
            await("its neighbours", () -> isDrawn(model, size -> size < 1_500));
            window.robot.clickOn("Drawing");
            window.pictures("graph-around");
            assertInstanceOf(
                    GraphModel.Scope.Around.class,
                    onUi(() -> model.scopeProperty().get()));
        }
    }

    @Test
    void drawsFiveThousandAndSaysWhyItCannot() throws Exception {
        Graph graph = graph(5_000, 12_000);
        GraphEngine known = fixed(graph);
        CountDownLatch read = new CountDownLatch(1);
        AtomicBoolean broken = new AtomicBoolean();
        ScriptedEngine projects = new ScriptedEngine(ScriptedEngine::shop).withShopVersions();
        Engines none = ScriptedEngines.of(projects);
        GraphEngine slow = new GraphEngine() {
            @Override
            public Graph graph(Path project) {
                if (broken.get()) {
                    throw new DxException(
                            ErrorCode.DX_LOCK_INVALID,
                            project.resolve("package-lock.json") + ": line 4: a comma is missing",
                            "Mend the file, or delete it and install again.");
                }
                try {
                    read.await();
                } catch (InterruptedException stopped) {
                    throw DxException.cancelled();
                }
                return graph;
            }

            @Override
            public BitSet elsewhere(Graph asked) {
                return known.elsewhere(asked);
            }

            @Override
            public long[] sizes(Graph asked) {
                return known.sizes(asked);
            }
        };
        Engines engines = new Engines(
                projects,
                none.browse(),
                none.convert(),
                slow,
                none.store(),
                none.cache(),
                none.registry(),
                none.bench(),
                none.settings());
        try (TestWindow window = TestWindow.open(work, engines, new ScriptedDialogs(), 980, 720)) {
            window.project(work.resolve("corner-shop"));
            GraphModel model = window.services().graph();
            window.robot.push(KeyCode.CONTROL, KeyCode.DIGIT4);
            await("the reading", () -> model.state() instanceof GraphModel.State.Loading);
            window.pictures("graph-busy");
            read.countDown();
            await("the drawing", () -> model.drawing() != null);
            onUi(() -> {
                model.showEverything();
                return model;
            });
            await("everything", () -> isDrawn(model, size -> size == 5_000));
            window.pictures("graph-huge");
            broken.set(true);
            window.robot.push(KeyCode.F5);
            await("the failure", () -> model.state() instanceof GraphModel.State.Failed);
            window.pictures("graph-failed");
        }
    }

    /** Nothing is drawn while the project is read anew. */
    private static boolean isDrawn(GraphModel model, IntPredicate nodes) {
        GraphDrawing drawing = model.drawing();
        return drawing != null && nodes.test(drawing.nodes().size());
    }

    private static GraphDrawing drawn(GraphModel model) {
        GraphDrawing drawing = model.drawing();
        assertNotNull(drawing);
        return drawing;
    }

    private static GraphEngine fixed(Graph graph) {
        return new GraphEngine() {
            @Override
            public Graph graph(Path project) {
                return graph;
            }

            @Override
            public BitSet elsewhere(Graph asked) {
                return new BitSet();
            }

            @Override
            public long[] sizes(Graph asked) {
                Random random = new Random(5);
                return asked.nodes().stream()
                        .mapToLong(_ -> (long) Math.exp(8 + random.nextGaussian() * 2.2))
                        .toArray();
            }
        };
    }

    /** A graph as installs have them: few packages are needed by many, and most lie within ten steps. */
    private static Graph graph(int size, int edges) {
        Random random = new Random(11);
        List<String> words = List.of(
                "is", "to", "has", "get", "array", "string", "path", "stream", "parse", "babel", "util", "core",
                "types");
        GraphBuilder builder = new GraphBuilder();
        for (int i = 0; i < size; i++) {
            String name = i == 0
                    ? "corner-shop"
                    : words.get(random.nextInt(words.size())) + "-" + words.get(random.nextInt(words.size())) + "-"
                            + (i % 700);
            builder.node(new GraphNode.Content(
                    name,
                    i == 0 ? "1.4.0" : random.nextInt(9) + "." + random.nextInt(20) + ".0",
                    List.of(i == 0 ? "" : "node_modules/" + name + (i > 700 ? "-" + i : "")),
                    null,
                    null,
                    i % 3 == 2 ? Set.of(Trait.DEV) : Set.of(),
                    PlatformFilter.ANY,
                    Map.of()));
        }
        for (int i = 1; i < size; i++) {
            int from = i <= 34 ? 0 : i / 6 + random.nextInt(Math.max(1, i / 8));
            builder.dependency(Math.min(from, i - 1), "x", "*", Dependency.Kind.PRODUCTION, i);
        }
        for (int i = size; i < edges; i++) {
            int to = 35 + random.nextInt(size - 35);
            int from = 1 + random.nextInt(to - 1);
            builder.dependency(from, "x", "*", Dependency.Kind.PRODUCTION, to);
        }
        return builder.build();
    }
}
