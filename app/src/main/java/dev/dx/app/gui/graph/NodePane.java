package dev.dx.app.gui.graph;

import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.graph.Chain;
import dev.dx.engine.graph.Dependency;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** What is known of the node that is chosen: why it is there, who needs it, what it needs. */
final class NodePane extends VBox {
    private static final int MOST_NAMES = 30;

    private final GraphModel model;
    private final Consumer<String> showDependency;
    private final VBox content = new VBox();

    /** @param showDependency shows, by its name there, what the project depends on itself where it can be changed */
    NodePane(GraphModel model, Consumer<String> showDependency) {
        this.model = model;
        this.showDependency = showDependency;
        getStyleClass().add("node-pane");
        content.getStyleClass().add("node-content");
        ScrollPane scroll = new ScrollPane(content);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("page-scroll");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        getChildren().add(scroll);
        model.sizesProperty().subscribe(_ -> show(model.selectedProperty().get()));
    }

    void show(@Nullable GraphNode node) {
        content.getChildren().clear();
        Graph graph = model.graph();
        if (node == null || graph == null) {
            return;
        }
        Label name =
                new Label(node.isProject() && node.name().isEmpty() ? Messages.text("graph.project") : node.name());
        name.getStyleClass().add("node-name");
        name.setWrapText(true);
        HBox.setHgrow(name, Priority.ALWAYS);
        name.setMaxWidth(Double.MAX_VALUE);
        Button close = new Button(null, new FontIcon(Feather.X));
        close.getStyleClass().add("quiet");
        close.setAccessibleText(Messages.text("callout.dismiss"));
        close.setOnAction(_ -> model.selectedProperty().set(null));
        HBox head = new HBox(name, close);
        head.setAlignment(Pos.CENTER_LEFT);
        content.getChildren().add(head);
        content.getChildren().add(facts(graph, node));
        if (!node.isProject()) {
            content.getChildren().add(buttons(node));
            graph.dependents(node).stream()
                    .filter(wish -> wish.from().isProject() && wish.kind() != Dependency.Kind.MEMBER)
                    .findFirst()
                    .ifPresent(wish -> {
                        Button there = new Button(Messages.text("graph.showInProjects"));
                        there.setOnAction(_ -> showDependency.accept(wish.name()));
                        content.getChildren().add(there);
                    });
            chains(node);
        }
        names(
                Messages.text("graph.neededBy", graph.dependents(node).size()),
                graph.dependents(node).stream().map(Dependency::from).distinct().toList());
        names(
                Messages.text("graph.needs", graph.dependencies(node).size()),
                graph.dependencies(node).stream()
                        .map(Dependency::to)
                        .filter(to -> to != null)
                        .distinct()
                        .toList());
    }

    private Node facts(Graph graph, GraphNode node) {
        List<String> parts = new ArrayList<>();
        if (!node.version().isEmpty()) {
            parts.add(node.version());
        }
        if (model.sizeOf(node) >= 0) {
            parts.add(Measures.bytes((double) model.sizeOf(node)));
        }
        if (!node.isProject()) {
            List<GraphNode> alone = graph.onlyFor(node);
            if (alone.size() > 1) {
                parts.add(Messages.text("graph.alone", alone.size() - 1));
            }
            if (GraphModel.isDev(node)) {
                parts.add(Messages.text("kind.dev"));
            }
            if (model.isElsewhere(node)) {
                parts.add(Messages.text("graph.elsewhere"));
            }
            if (model.isDuplicated(node)) {
                parts.add(Messages.text("graph.copies", graph.named(node.name()).size()));
            }
        }
        Label facts = new Label(String.join(Messages.text("separator"), parts));
        facts.getStyleClass().add("field-title");
        facts.setWrapText(true);
        return node.place().isEmpty() ? facts : new VBox(facts, place(node.place()));
    }

    /** A path that goes on in the next line after a slash; a label would break it within a name. */
    private static Node place(String path) {
        FlowPane place = new FlowPane();
        place.setPrefWrapLength(1);
        place.setMinWidth(0);
        place.setAccessibleText(path);
        for (String part : path.split("(?<=/)", -1)) {
            Label label = new Label(part);
            label.getStyleClass().add("node-place");
            label.setWrapText(true);
            label.maxWidthProperty().bind(place.widthProperty());
            place.getChildren().add(label);
        }
        return place;
    }

    private Node buttons(GraphNode node) {
        Button why = new Button(Messages.text("graph.showWhy"));
        why.setOnAction(_ -> model.showWhy(node));
        Button around = new Button(Messages.text("graph.showAround"));
        around.setOnAction(_ -> model.showAround(node, 1, Graph.Direction.BOTH));
        HBox row = new HBox(why, around);
        row.getStyleClass().add("side-row");
        return row;
    }

    private void chains(GraphNode node) {
        title(Messages.text("graph.why"));
        for (Chain chain : model.chains(node)) {
            StringBuilder words = new StringBuilder();
            for (Dependency step : chain.steps()) {
                if (!step.from().isProject()) {
                    words.append(step.from().label()).append(" \u203a ");
                }
            }
            words.append(node.label());
            Label path = new Label(words.toString());
            path.setWrapText(true);
            path.getStyleClass().add("node-chain");
            content.getChildren().add(path);
        }
    }

    private void names(String heading, List<GraphNode> nodes) {
        if (nodes.isEmpty()) {
            return;
        }
        title(heading);
        VBox names = new VBox();
        nodes.stream().limit(MOST_NAMES).forEach(other -> {
            Hyperlink link = new Hyperlink(other.label());
            link.getStyleClass().add("md-link");
            link.setOnAction(_ -> {
                GraphDrawing shown = model.drawing();
                if (shown != null && shown.indexOf(other) < 0) {
                    model.showAround(other, 1, Graph.Direction.BOTH);
                }
                model.selectedProperty().set(other);
            });
            names.getChildren().add(link);
        });
        if (nodes.size() > MOST_NAMES) {
            names.getChildren().add(new Label(Messages.text("graph.andMore", nodes.size() - MOST_NAMES)));
        }
        content.getChildren().add(names);
    }

    private void title(String words) {
        Label title = new Label(words);
        title.getStyleClass().add("node-title");
        content.getChildren().add(title);
    }
}
