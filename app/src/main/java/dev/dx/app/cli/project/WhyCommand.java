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
import dev.dx.engine.graph.Chain;
import dev.dx.engine.graph.Dependency;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphNode;
import dev.dx.engine.install.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "why",
        aliases = "explain",
        description = "Show the shortest chains that lead to a package.")
public final class WhyCommand implements Command, OptionGroup {
    @Option(
            names = {"-n", "--chains"},
            paramLabel = "N",
            description = "Show at most this many chains for each copy: 5 unless said otherwise.")
    String chains = "5";

    @Parameters(
            arity = "1..*",
            paramLabel = "PKG",
            description = "Names, names with versions as in debug@4.4.1, or paths as in node_modules/debug.")
    public List<String> wanted = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        Graph graph;
        try (Engine engine = invocation.openEngine(Map.of())) {
            graph = engine.graph(invocation.project());
        }
        List<GraphNode> found = new ArrayList<>();
        for (String name : wanted) {
            List<GraphNode> copies = matching(graph, name);
            if (copies.isEmpty()) {
                throw new DxException(
                        ErrorCode.DX_NOT_FOUND, name + ": the lock has no such package", "dx graph lists what it has.");
            }
            found.addAll(copies);
        }
        int limit = limit();
        if (invocation.isJson()) {
            JsonWriter json = new JsonWriter().object().array("packages");
            found.forEach(node -> write(graph, node, limit, json));
            invocation.print(json.end().end().finish());
        } else {
            found.forEach(
                    node -> lines(graph, node, limit, invocation.outStyle()).forEach(line -> invocation.print(line)));
        }
        return ExitCode.DONE.number();
    }

    private int limit() {
        try {
            return Math.max(1, Integer.parseInt(chains));
        } catch (NumberFormatException notANumber) {
            throw new DxException(ErrorCode.DX_USAGE, "--chains=" + chains, "It is a number, as in --chains=10.");
        }
    }

    static List<GraphNode> matching(Graph graph, String wanted) {
        GraphNode there = graph.at(wanted);
        if (there != null && !there.isProject()) {
            return List.of(there);
        }
        int at = wanted.lastIndexOf('@');
        String name = at > 0 ? wanted.substring(0, at) : wanted;
        String version = at > 0 ? wanted.substring(at + 1) : "";
        return graph.nodes().stream()
                .filter(node -> !node.isProject())
                .filter(node -> node.name().equals(name)
                        || graph.dependents(node).stream()
                                .anyMatch(wish -> wish.name().equals(name)))
                .filter(node -> version.isEmpty() || node.version().equals(version))
                .toList();
    }

    private static List<String> lines(Graph graph, GraphNode node, int limit, Style style) {
        List<String> lines = new ArrayList<>();
        lines.add(style.bold(Printable.line(node.label())) + "  " + style.dim(Printable.line(node.place())));
        // One more than is shown tells whether there are more.
        List<Chain> chains = graph.chainsTo(node, limit + 1);
        for (Chain chain : chains.subList(0, Math.min(limit, chains.size()))) {
            StringBuilder line = new StringBuilder("  ");
            for (Dependency step : chain.steps()) {
                line.append(line.length() > 2 ? style.dim(" > ") : "")
                        .append(Printable.line(step.from().label()))
                        .append(style.dim(" (" + asked(step) + ")"));
            }
            lines.add(line.toString());
        }
        if (chains.size() > limit) {
            lines.add(style.dim("  and more: --chains=" + 4 * limit));
        } else if (chains.isEmpty()) {
            lines.add("  nothing leads to it");
        }
        return lines;
    }

    private static String asked(Dependency step) {
        String kind = switch (step.kind()) {
            case PRODUCTION -> "";
            case DEV, OPTIONAL, PEER, OPTIONAL_PEER, MEMBER -> word(step.kind()) + " ";
        };
        return kind + Printable.line(step.name() + "@" + step.range());
    }

    static String word(Dependency.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static void write(Graph graph, GraphNode node, int limit, JsonWriter json) {
        json.object()
                .field("name", node.name())
                .field("version", node.version())
                .field("location", node.place())
                .field("depth", graph.depth(node));
        json.array("dependents");
        for (Dependency wish : graph.dependents(node)) {
            write(wish, json);
        }
        json.end().array("chains");
        for (Chain chain : graph.chainsTo(node, limit)) {
            json.object().array("steps");
            chain.steps().forEach(step -> write(step, json));
            json.end().end();
        }
        json.end().end();
    }

    private static void write(Dependency wish, JsonWriter json) {
        json.object()
                .field("from", wish.from().label())
                .field("fromLocation", wish.from().place())
                .field("name", wish.name())
                .field("range", wish.range())
                .field("kind", word(wish.kind()))
                .end();
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
        return false;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return name.equals("--chains") || name.equals("-n") ? value -> chains = value : null;
    }
}
