package dev.dx.app.gui.graph;

import dev.dx.app.gui.task.Background;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.graph.Chain;
import dev.dx.engine.graph.Dependency;
import dev.dx.engine.graph.Duplicate;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphNode;
import dev.dx.engine.graph.Trait;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/** A project's graph, what of it is shown, and what is chosen. UI thread only. */
public final class GraphModel {
    /** A graph up to this size is shown whole at first. */
    static final int READABLE = 60;

    private static final int CHAINS = 5;

    /** Whether there is a graph. */
    public sealed interface State {
        record NoProject() implements State {}

        record Loading(Path project) implements State {}

        /** @param elsewhere the numbers of the nodes that this machine does not get */
        record Loaded(Path project, Graph graph, BitSet elsewhere) implements State {
            /** How many packages stand here once everything is installed. */
            public int here() {
                return graph.nodes().size() - 1 - elsewhere.cardinality();
            }
        }

        record Failed(Path project, DxException why) implements State {}

        /** Nothing was installed in it yet, so nothing says who depends on whom. */
        record NoLock(Path project) implements State {}
    }

    /** What of the graph is shown. */
    public sealed interface Scope {
        record Everything() implements Scope {}

        /** A node and what is so few steps away from it. */
        record Around(GraphNode node, int steps, Graph.Direction direction) implements Scope {}

        /** The chains that lead from the project to a node. */
        record Why(GraphNode node) implements Scope {}
    }

    /** What colours say. */
    public enum Colouring {
        DEPTH,
        SIZE,
        DUPLICATES,
        DEV
    }

    private final GraphEngine engine;
    private final Background background;
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(new State.NoProject());
    private final ReadOnlyObjectWrapper<@Nullable GraphDrawing> drawing = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Scope> scope = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<long[]> sizes = new ReadOnlyObjectWrapper<>(new long[0]);
    private final ReadOnlyObjectWrapper<List<GraphNode>> matches = new ReadOnlyObjectWrapper<>(List.of());
    private final ObjectProperty<@Nullable GraphNode> selected = new SimpleObjectProperty<>();
    private final ObjectProperty<Colouring> colouring = new SimpleObjectProperty<>(Colouring.DEPTH);
    private final StringProperty search = new SimpleStringProperty("");
    private Set<GraphNode> duplicated = Set.of();
    private @Nullable Wanted wanted;
    private Background.@Nullable Job loading;
    private Background.@Nullable Job layingOut;
    private Background.@Nullable Job measuring;

    public GraphModel(GraphEngine engine, Background background) {
        this.engine = engine;
        this.background = background;
        search.subscribe(_ -> find());
    }

    public ReadOnlyObjectProperty<State> stateProperty() {
        return state.getReadOnlyProperty();
    }

    public State state() {
        return state.get();
    }

    /** What is drawn; null while there is nothing, or it is being laid out for the first time. */
    public ReadOnlyObjectProperty<@Nullable GraphDrawing> drawingProperty() {
        return drawing.getReadOnlyProperty();
    }

    public @Nullable GraphDrawing drawing() {
        return drawing.get();
    }

    public ReadOnlyObjectProperty<@Nullable Scope> scopeProperty() {
        return scope.getReadOnlyProperty();
    }

    public ObjectProperty<@Nullable GraphNode> selectedProperty() {
        return selected;
    }

    public ObjectProperty<Colouring> colouringProperty() {
        return colouring;
    }

    public StringProperty searchProperty() {
        return search;
    }

    /** The nodes the search finds in the whole graph. */
    public ReadOnlyObjectProperty<List<GraphNode>> matchesProperty() {
        return matches.getReadOnlyProperty();
    }

    /** By the nodes' numbers; empty as long as they are not known. */
    public ReadOnlyObjectProperty<long[]> sizesProperty() {
        return sizes.getReadOnlyProperty();
    }

    /** -1 if it is not known. */
    public long sizeOf(GraphNode node) {
        long[] known = sizes.get();
        return node.number() < known.length ? known[node.number()] : -1;
    }

    /** That it is in the lock for other platforms, and not installed on this machine. */
    public boolean isElsewhere(GraphNode node) {
        return state.get() instanceof State.Loaded(Path _, Graph _, BitSet elsewhere) && elsewhere.get(node.number());
    }

    public boolean isDuplicated(GraphNode node) {
        return duplicated.contains(node);
    }

    public static boolean isDev(GraphNode node) {
        return node.is(Trait.DEV) || node.is(Trait.DEV_OPTIONAL);
    }

    public @Nullable Graph graph() {
        return state.get() instanceof State.Loaded(Path _, Graph graph, BitSet _) ? graph : null;
    }

    /** Reads the project's lock; the same project keeps what was shown of it where that is still there. */
    public void show(@Nullable Path project) {
        if (loading != null) {
            loading.cancel();
        }
        if (project == null) {
            clear();
            state.set(new State.NoProject());
            return;
        }
        boolean again = state.get() instanceof State.Loaded(Path before, Graph _, BitSet _) && before.equals(project);
        if (!again) {
            clear();
            state.set(new State.Loading(project));
        }
        loading = background.run(
                () -> {
                    Graph graph = engine.graph(project);
                    return new State.Loaded(project, graph, engine.elsewhere(graph));
                },
                this::loaded,
                why -> failed(project, why));
    }

    /**
     * Shows a package with what is around it, once this project's graph is there.
     *
     * @param places where it may stand, as paths from the project; the first at which something stands is meant
     */
    public void reveal(Path project, List<String> places) {
        wanted = new Wanted(project, List.copyOf(places));
        show(project);
    }

    /** That the next thing to be seen is a package somebody asked for elsewhere. */
    boolean isRevealing() {
        return wanted != null;
    }

    private record Wanted(Path project, List<String> places) {}

    public void showEverything() {
        show(new Scope.Everything());
    }

    public void showAround(GraphNode node, int steps, Graph.Direction direction) {
        show(new Scope.Around(node, steps, direction));
    }

    public void showWhy(GraphNode node) {
        selected.set(node);
        show(new Scope.Why(node));
    }

    /** The project and what it asks for itself, or everything where that can be read. */
    public void showStart() {
        Graph graph = graph();
        if (graph != null) {
            show(
                    graph.nodes().size() <= READABLE
                            ? new Scope.Everything()
                            : new Scope.Around(graph.project(), 1, Graph.Direction.DEPENDENCIES));
        }
    }

    /** The shortest chains that lead to a node. */
    public List<Chain> chains(GraphNode node) {
        Graph graph = graph();
        return graph == null ? List.of() : graph.chainsTo(node, CHAINS);
    }

    public List<Duplicate> duplicates() {
        Graph graph = graph();
        return graph == null ? List.of() : graph.duplicates();
    }

    private void clear() {
        drawing.set(null);
        scope.set(null);
        selected.set(null);
        sizes.set(new long[0]);
        duplicated = Set.of();
        if (layingOut != null) {
            layingOut.cancel();
        }
        if (measuring != null) {
            measuring.cancel();
        }
    }

    private void loaded(State.Loaded loaded) {
        Graph graph = loaded.graph();
        GraphNode before = selected.get();
        Scope shown = scope.get();
        clear();
        Set<GraphNode> copies = new HashSet<>();
        graph.duplicates().forEach(duplicate -> copies.addAll(duplicate.copies()));
        duplicated = copies;
        state.set(loaded);
        find();
        measuring = background.run(() -> engine.sizes(graph), sizes::set, _ -> {});
        GraphNode asked = asked(loaded);
        if (asked != null) {
            selected.set(asked);
            showAround(asked, 1, Graph.Direction.BOTH);
            return;
        }
        // Nodes are of one graph; the same place in the new one is what the user means.
        Scope again = shown == null ? null : in(graph, shown);
        if (again == null) {
            showStart();
        } else {
            show(again);
        }
        selected.set(before == null ? null : graph.at(before.place()));
    }

    private @Nullable GraphNode asked(State.Loaded loaded) {
        Wanted asked = wanted;
        wanted = null;
        return asked == null || !asked.project().equals(loaded.project())
                ? null
                : asked.places().stream()
                        .map(loaded.graph()::at)
                        .filter(node -> node != null)
                        .findFirst()
                        .orElse(null);
    }

    private static @Nullable Scope in(Graph graph, Scope shown) {
        return switch (shown) {
            case Scope.Everything everything -> everything;
            case Scope.Around(GraphNode node, int steps, Graph.Direction direction) -> {
                GraphNode same = graph.at(node.place());
                yield same == null ? null : new Scope.Around(same, steps, direction);
            }
            case Scope.Why(GraphNode node) -> {
                GraphNode same = graph.at(node.place());
                yield same == null ? null : new Scope.Why(same);
            }
        };
    }

    private void failed(Path project, DxException why) {
        wanted = null;
        clear();
        state.set(why.code() == ErrorCode.DX_NOT_FOUND ? new State.NoLock(project) : new State.Failed(project, why));
    }

    private void show(Scope wanted) {
        Graph graph = graph();
        if (graph == null) {
            return;
        }
        if (layingOut != null) {
            layingOut.cancel();
        }
        scope.set(wanted);
        layingOut = background.run(
                () -> GraphDrawing.of(graph, nodesOf(graph, wanted)), drawing::set, why -> failed(projectOf(), why));
    }

    private Path projectOf() {
        return state.get() instanceof State.Loaded(Path project, Graph _, BitSet _) ? project : Path.of("");
    }

    private static List<GraphNode> nodesOf(Graph graph, Scope scope) {
        return switch (scope) {
            case Scope.Everything _ -> graph.nodes();
            case Scope.Around(GraphNode node, int steps, Graph.Direction direction) ->
                graph.neighbourhood(node, steps, direction);
            case Scope.Why(GraphNode node) -> {
                Set<GraphNode> nodes = new HashSet<>(Set.of(graph.project(), node));
                for (Chain chain : graph.chainsTo(node, CHAINS)) {
                    for (Dependency step : chain.steps()) {
                        nodes.add(step.from());
                    }
                }
                yield graph.nodes().stream().filter(nodes::contains).toList();
            }
        };
    }

    private void find() {
        Graph graph = graph();
        String wanted = search.get().strip().toLowerCase(Locale.ROOT);
        if (graph == null || wanted.isEmpty()) {
            matches.set(List.of());
            return;
        }
        List<GraphNode> found = new ArrayList<>();
        for (GraphNode node : graph.nodes()) {
            if (node.label().toLowerCase(Locale.ROOT).contains(wanted)) {
                found.add(node);
            }
        }
        // Exact names first, then the shorter ones: what is looked for is seldom the longest that has it in its name.
        found.sort((a, b) -> {
            boolean exactA = a.name().equalsIgnoreCase(wanted);
            boolean exactB = b.name().equalsIgnoreCase(wanted);
            return exactA != exactB
                    ? (exactA ? -1 : 1)
                    : a.label().length() - b.label().length();
        });
        matches.set(List.copyOf(found));
    }
}
