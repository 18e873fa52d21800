package dev.dx.app.gui;

import dev.dx.app.gui.control.Sparkline;
import dev.dx.app.gui.control.Treemap;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.canvas.Canvas;
import javafx.scene.chart.Chart;
import javafx.scene.control.Control;
import javafx.scene.control.IndexedCell;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.skin.VirtualFlow;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;

/** What somebody who does not see the window, or has a small one, would miss in it. UI thread only. */
final class ScreenFaults {
    /** Borders may share a pixel. */
    private static final double TOLERANCE = 1.5;

    private ScreenFaults() {}

    /** What can have the focus but has no name, and drawings that nothing describes. */
    static List<String> nameless(Parent root) {
        List<String> faults = new ArrayList<>();
        List<Label> labels = showing(root)
                .filter(Label.class::isInstance)
                .map(Label.class::cast)
                .toList();
        showing(root).forEach(node -> {
            if (node.isFocusTraversable() && !hasName(node, labels)) {
                faults.add("has no name: " + described(node));
            }
            boolean drawing = node instanceof Canvas
                    || node instanceof Chart
                    || node instanceof Treemap
                    || node instanceof Sparkline;
            if (drawing
                    && Stream.iterate(node, each -> each != null, Node::getParent)
                            .noneMatch(ScreenFaults::isDescribed)) {
                faults.add("is a drawing without words: " + described(node));
            }
        });
        return faults;
    }

    private static boolean hasName(Node node, List<Label> labels) {
        return isDescribed(node)
                || (node instanceof Labeled labeled
                        && labeled.getText() != null
                        && !labeled.getText().isBlank())
                || labels.stream().anyMatch(label -> node.equals(label.getLabelFor()));
    }

    private static boolean isDescribed(Node node) {
        return node.getAccessibleText() != null && !node.getAccessibleText().isBlank();
    }

    /** Words that are cut short, and controls that reach out of what holds them. */
    static List<String> clipped(Parent root) {
        List<String> faults = new ArrayList<>();
        showing(root).forEach(node -> {
            if (node instanceof Labeled labeled && !isData(node)) {
                String shown = shown(labeled);
                if (shown != null
                        && shown.contains(labeled.getEllipsisString())
                        && !labeled.getText().contains(labeled.getEllipsisString())) {
                    faults.add("is cut to '" + shown + "': " + described(node));
                }
            }
            if (node instanceof Control && !(node instanceof ScrollBar) && !scrolls(node)) {
                Parent parent = node.getParent();
                Bounds inside = node.localToScene(node.getLayoutBounds());
                Bounds outside = parent == null ? inside : parent.localToScene(parent.getLayoutBounds());
                if (!within(inside, outside) || !within(inside, root.localToScene(root.getLayoutBounds()))) {
                    faults.add("reaches out: " + described(node) + " " + round(inside) + " of " + round(outside));
                }
            }
        });
        return faults;
    }

    private static boolean within(Bounds inside, Bounds outside) {
        return inside.getMinX() >= outside.getMinX() - TOLERANCE
                && inside.getMinY() >= outside.getMinY() - TOLERANCE
                && inside.getMaxX() <= outside.getMaxX() + TOLERANCE
                && inside.getMaxY() <= outside.getMaxY() + TOLERANCE;
    }

    /** Rows of tables and lists, and paths, are as long as they are: columns can be made wider, and hints say all. */
    private static boolean isData(Node node) {
        return Stream.iterate(node, each -> each != null, Node::getParent)
                .anyMatch(each -> each instanceof IndexedCell
                        || each.getStyleClass().contains("path")
                        || each.getStyleClass().contains("command-strip"));
    }

    private static boolean scrolls(Node node) {
        return Stream.iterate(node.getParent(), each -> each != null, Node::getParent)
                .anyMatch(each -> each instanceof VirtualFlow || each instanceof ScrollPane);
    }

    private static @Nullable String shown(Labeled labeled) {
        return labeled.getChildrenUnmodifiable().stream()
                .filter(Text.class::isInstance)
                .map(child -> ((Text) child).getText())
                .findFirst()
                .orElse(null);
    }

    /** Everything that can be seen, were it not for what is above it. */
    static Stream<Node> showing(Node node) {
        if (!node.isVisible()) {
            return Stream.empty();
        }
        return node instanceof Parent parent
                ? Stream.concat(
                        Stream.of(node),
                        parent.getChildrenUnmodifiable().stream().flatMap(ScreenFaults::showing))
                : Stream.of(node);
    }

    static String described(Node node) {
        String text = node instanceof Labeled labeled ? " '" + labeled.getText() + "'" : "";
        String id = node.getId() == null ? "" : "#" + node.getId();
        Node parent = node.getParent();
        return node.getClass().getSimpleName() + id + text + " " + node.getStyleClass()
                + (parent == null ? "" : " in " + parent.getClass().getSimpleName() + " " + parent.getStyleClass());
    }

    private static String round(Bounds bounds) {
        return Math.round(bounds.getMinX()) + "," + Math.round(bounds.getMinY()) + " to " + Math.round(bounds.getMaxX())
                + "," + Math.round(bounds.getMaxY());
    }
}
