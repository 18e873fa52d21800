package dev.dx.app.cli.project;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.app.cli.text.Style;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.engine.graph.Dependency;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphNode;
import dev.dx.engine.install.Engine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "graph", description = "Show who depends on whom: a tree, JSON or for Graphviz.")
public final class GraphCommand implements Command, OptionGroup {
    /** No real tree is as deep; one that is made to be must not exhaust the stack. */
    private static final int DEEPEST = 500;

    @Option(names = "--dot", description = "Write it for Graphviz, as in dx graph --dot | dot -Tsvg.")
    boolean dot;

    @Option(
            names = "--depth",
            paramLabel = "N",
            description = "Go this many steps from the project, or from the packages named.")
    String depth = "";

    @Parameters(arity = "0..*", paramLabel = "PKG", description = "Begin with these instead of the project.")
    List<String> wanted = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        Graph graph;
        try (Engine engine = invocation.openEngine(Map.of())) {
            graph = engine.graph(invocation.project());
        }
        List<GraphNode> roots = roots(graph);
        int steps = steps();
        if (invocation.isJson()) {
            invocation.print(json(graph, chosen(graph, roots, steps)));
        } else if (dot) {
            dot(graph, chosen(graph, roots, steps)).forEach(invocation::print);
        } else {
            Style style = invocation.outStyle();
            Set<GraphNode> shown = new HashSet<>();
            for (GraphNode root : roots) {
                invocation.print(style.bold(Printable.line(root.label())));
                shown.add(root);
                tree(graph, root, "", steps, shown, style, invocation::print);
            }
        }
        return ExitCode.DONE.number();
    }

    private List<GraphNode> roots(Graph graph) {
        if (wanted.isEmpty()) {
            return List.of(graph.project());
        }
        List<GraphNode> roots = new ArrayList<>();
        for (String name : wanted) {
            List<GraphNode> copies = WhyCommand.matching(graph, name);
            if (copies.isEmpty()) {
                throw new DxException(
                        ErrorCode.DX_NOT_FOUND, name + ": the lock has no such package", "dx graph lists what it has.");
            }
            roots.addAll(copies);
        }
        return roots;
    }

    private int steps() {
        try {
            return depth.isEmpty() ? DEEPEST : Math.clamp(Integer.parseInt(depth), 0, DEEPEST);
        } catch (NumberFormatException notANumber) {
            throw new DxException(ErrorCode.DX_USAGE, "--depth=" + depth, "It is a number, as in --depth=2.");
        }
    }

    private static List<GraphNode> chosen(Graph graph, List<GraphNode> roots, int steps) {
        Set<GraphNode> chosen = new HashSet<>();
        for (GraphNode root : roots) {
            chosen.addAll(graph.neighbourhood(root, steps, Graph.Direction.DEPENDENCIES));
        }
        return graph.nodes().stream().filter(chosen::contains).toList();
    }

    /** What was shown before is named again, and not what it depends on. */
    private static void tree(
            Graph graph,
            GraphNode node,
            String indent,
            int steps,
            Set<GraphNode> shown,
            Style style,
            Consumer<String> print) {
        if (steps <= 0) {
            return;
        }
        List<Dependency> wishes = graph.dependencies(node).stream()
                .filter(wish -> wish.to() != null || wish.isMissing())
                .toList();
        for (Dependency wish : wishes) {
            boolean last = wish.equals(wishes.getLast());
            GraphNode to = wish.to();
            String branch = indent + (last ? style.symbol("└── ", "`-- ") : style.symbol("├── ", "+-- "));
            String kind = wish.kind() == Dependency.Kind.PRODUCTION
                    ? ""
                    : " " + style.dim("(" + WhyCommand.word(wish.kind()) + ")");
            if (to == null) {
                print.accept(branch + style.red(Printable.line(wish.name() + "@" + wish.range()) + " missing") + kind);
                continue;
            }
            String alias = to.name().equals(wish.name()) || to.name().isEmpty() ? "" : wish.name() + ": ";
            boolean again = !shown.add(to);
            boolean more = again && !graph.dependencies(to).isEmpty();
            print.accept(branch
                    + Printable.line(alias + to.label())
                    + kind
                    + (more ? " " + style.dim(style.symbol("↑", "^")) : ""));
            if (!again) {
                tree(
                        graph,
                        to,
                        indent + (last ? "    " : style.symbol("│   ", "|   ")),
                        steps - 1,
                        shown,
                        style,
                        print);
            }
        }
    }

    private static String json(Graph graph, List<GraphNode> nodes) {
        JsonWriter json = new JsonWriter().object().array("nodes");
        for (GraphNode node : nodes) {
            json.object()
                    .field("id", node.number())
                    .field("name", node.name())
                    .field("version", node.version())
                    .field("locations", node.places())
                    .field("depth", graph.depth(node))
                    .field(
                            "traits",
                            node.traits().stream()
                                    .map(trait -> trait.name()
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', '-'))
                                    .sorted()
                                    .toList())
                    .end();
        }
        json.end().array("dependencies");
        for (Dependency wish : graph.within(nodes)) {
            GraphNode to = wish.to();
            if (to != null) {
                json.object()
                        .field("from", wish.from().number())
                        .field("to", to.number())
                        .field("name", wish.name())
                        .field("range", wish.range())
                        .field("kind", WhyCommand.word(wish.kind()))
                        .end();
            }
        }
        return json.end().end().finish();
    }

    private static List<String> dot(Graph graph, List<GraphNode> nodes) {
        List<String> lines = new ArrayList<>();
        lines.add("digraph dependencies {");
        lines.add("  rankdir=LR;");
        lines.add("  node [shape=box];");
        for (GraphNode node : nodes) {
            lines.add("  n" + node.number() + " [label=" + quoted(node.label()) + "];");
        }
        for (Dependency wish : graph.within(nodes)) {
            GraphNode to = wish.to();
            if (to != null) {
                String style = switch (wish.kind()) {
                    case PRODUCTION, MEMBER -> "";
                    case DEV -> " [color=gray]";
                    case OPTIONAL -> " [style=dashed]";
                    case PEER, OPTIONAL_PEER -> " [style=dotted]";
                };
                lines.add("  n" + wish.from().number() + " -> n" + to.number() + style + ";");
            }
        }
        lines.add("}");
        return lines;
    }

    private static String quoted(String text) {
        return "\"" + Printable.line(text).replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(this);
    }

    @Override
    public boolean operand(String argument) {
        return wanted.add(argument);
    }

    @Override
    public boolean flag(String name) {
        if (name.equals("--dot")) {
            dot = true;
            return true;
        }
        return false;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return name.equals("--depth") ? value -> depth = value : null;
    }
}
