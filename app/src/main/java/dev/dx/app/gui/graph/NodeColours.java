package dev.dx.app.gui.graph;

import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphNode;
import javafx.scene.paint.Color;

/** What a node's colour says. The same on light and dark: boxes are tinted with it, and text keeps the theme's colour. */
final class NodeColours {
    private static final Color NEAR = Color.web("#5b66d8");
    private static final Color FAR = Color.web("#2ba89b");
    private static final Color PLAIN = Color.web("#8a929e");
    private static final Color SMALL = Color.web("#4d9de0");
    private static final Color LARGE = Color.web("#e15554");
    private static final Color COPY = Color.web("#d9822b");
    private static final Color DEV = Color.web("#a05cc5");
    private static final double DEEP = 8;
    private static final double LEAST_BYTES = 10_000;
    private static final double MOST_BYTES = 10_000_000;

    private NodeColours() {}

    static Color of(GraphModel model, Graph graph, GraphNode node) {
        if (model.isElsewhere(node)) {
            return PLAIN;
        }
        return switch (model.colouringProperty().get()) {
            case DEPTH -> NEAR.interpolate(FAR, Math.clamp((graph.depth(node) - 1) / (DEEP - 1), 0, 1));
            case SIZE -> {
                long size = model.sizeOf(node);
                yield size < 0
                        ? PLAIN
                        : SMALL.interpolate(
                                LARGE,
                                Math.clamp(Math.log(size / LEAST_BYTES) / Math.log(MOST_BYTES / LEAST_BYTES), 0, 1));
            }
            case DUPLICATES -> model.isDuplicated(node) ? COPY : PLAIN;
            case DEV -> GraphModel.isDev(node) ? DEV : NEAR;
        };
    }

    static String hex(Color colour) {
        return String.format(
                "#%02x%02x%02x",
                Math.round(colour.getRed() * 255),
                Math.round(colour.getGreen() * 255),
                Math.round(colour.getBlue() * 255));
    }
}
